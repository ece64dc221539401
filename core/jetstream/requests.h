#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/jetstream/consumer_config.h"
#include "core/jetstream/policies.h"
#include "core/jetstream/stream_config.h"
#include "core/jetstream/stream_info.h"
#include "core/jetstream/timestamp.h"
#include "core/json/doc.h"

namespace natsop::jetstream {

/// STREAM.LIST, STREAM.NAMES, CONSUMER.LIST, CONSUMER.NAMES: one page.
struct ListRequest {
  std::int64_t offset = 0;
  std::string subject{};  ///< streams that listen to it; empty: all
  json::Doc extra{};

  [[nodiscard]] static Result<ListRequest> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const ListRequest&, const ListRequest&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// STREAM.INFO.
struct StreamInfoRequest {
  std::int64_t offset = 0;  ///< into the subjects
  bool deleted_details = false;
  std::string subjects_filter{};  ///< count messages by subject below this; empty: do not
  json::Doc extra{};

  [[nodiscard]] static Result<StreamInfoRequest> from_doc(const json::Doc& doc,
                                                          std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const StreamInfoRequest&, const StreamInfoRequest&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// STREAM.PURGE; a default one purges everything. seq and keep exclude each other.
struct PurgeRequest {
  std::uint64_t seq = 0;  ///< up to, not including
  std::string filter{};
  std::uint64_t keep = 0;  ///< leave this many
  json::Doc extra{};

  [[nodiscard]] static Result<PurgeRequest> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const PurgeRequest&, const PurgeRequest&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// STREAM.MSG.GET and DIRECT.GET; batch and what follows work with DIRECT.GET only.
struct MessageGetRequest {
  std::uint64_t seq = 0;
  std::string last_by_subj{};
  std::string next_by_subj{};  ///< first match at or after seq
  std::int64_t batch = 0;
  std::int64_t max_bytes = 0;
  Timestamp start_time{};
  std::vector<std::string> multi_last{};  ///< the last message of each subject that matches
  std::uint64_t up_to_seq = 0;
  Timestamp up_to_time{};
  bool no_hdr = false;
  json::Doc extra{};

  [[nodiscard]] static Result<MessageGetRequest> from_doc(const json::Doc& doc,
                                                          std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const MessageGetRequest&, const MessageGetRequest&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// STREAM.MSG.DELETE.
struct MessageDeleteRequest {
  std::uint64_t seq = 0;
  bool no_erase = false;  ///< do not overwrite the data
  json::Doc extra{};

  [[nodiscard]] static Result<MessageDeleteRequest> from_doc(const json::Doc& doc,
                                                             std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const MessageDeleteRequest&, const MessageDeleteRequest&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// STREAM.SNAPSHOT.
struct SnapshotRequest {
  std::string deliver_subject{};  ///< where the chunks go
  bool no_consumers = false;
  std::int64_t chunk_size = 0;   ///< 0: the server chooses
  std::int64_t window_size = 0;  ///< bytes in flight; API level 3
  bool jsck = false;             ///< check the messages first
  json::Doc extra{};

  [[nodiscard]] static Result<SnapshotRequest> from_doc(const json::Doc& doc,
                                                        std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const SnapshotRequest&, const SnapshotRequest&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// STREAM.RESTORE: what the snapshot said.
struct RestoreRequest {
  StreamConfig config{};
  StreamState state{};
  json::Doc extra{};

  [[nodiscard]] static Result<RestoreRequest> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const RestoreRequest&, const RestoreRequest&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// CONSUMER.CREATE and CONSUMER.DURABLE.CREATE.
struct ConsumerCreateRequest {
  std::string stream_name{};
  ConsumerConfig config{};
  ConsumerAction action = ConsumerAction::CreateOrUpdate;
  bool pedantic = false;  ///< refuse instead of filling in defaults
  json::Doc extra{};

  [[nodiscard]] static Result<ConsumerCreateRequest> from_doc(const json::Doc& doc,
                                                              std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const ConsumerCreateRequest&, const ConsumerCreateRequest&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// CONSUMER.PAUSE; an unset time resumes.
struct PauseRequest {
  Timestamp pause_until{};
  json::Doc extra{};

  [[nodiscard]] static Result<PauseRequest> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const PauseRequest&, const PauseRequest&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// CONSUMER.UNPIN.
struct UnpinRequest {
  std::string group{};
  json::Doc extra{};

  [[nodiscard]] static Result<UnpinRequest> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const UnpinRequest&, const UnpinRequest&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// CONSUMER.RESET; 0 goes back to the ack floor.
struct ResetRequest {
  std::uint64_t seq = 0;
  json::Doc extra{};

  [[nodiscard]] static Result<ResetRequest> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const ResetRequest&, const ResetRequest&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// STREAM.LEADER.STEPDOWN, CONSUMER.LEADER.STEPDOWN, META.LEADER.STEPDOWN.
struct StepDownRequest {
  std::optional<Placement> placement{};
  json::Doc extra{};

  [[nodiscard]] static Result<StepDownRequest> from_doc(const json::Doc& doc,
                                                        std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const StepDownRequest&, const StepDownRequest&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// STREAM.PEER.REMOVE.
struct PeerRemoveRequest {
  std::string peer{};  ///< server name or peer id
  json::Doc extra{};

  [[nodiscard]] static Result<PeerRemoveRequest> from_doc(const json::Doc& doc,
                                                          std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const PeerRemoveRequest&, const PeerRemoveRequest&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// SERVER.REMOVE; peer_id wins over the name.
struct ServerRemoveRequest {
  std::string peer{};  ///< server name
  std::string peer_id{};
  json::Doc extra{};

  [[nodiscard]] static Result<ServerRemoveRequest> from_doc(const json::Doc& doc,
                                                            std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const ServerRemoveRequest&, const ServerRemoveRequest&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// ACCOUNT.STREAM.MOVE.
struct StreamMoveRequest {
  std::string server{};
  std::string cluster{};
  std::string domain{};
  std::vector<std::string> tags{};
  json::Doc extra{};

  [[nodiscard]] static Result<StreamMoveRequest> from_doc(const json::Doc& doc,
                                                          std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const StreamMoveRequest&, const StreamMoveRequest&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// CONSUMER.MSG.NEXT.
struct PullRequest {
  std::chrono::nanoseconds expires{};
  std::int64_t batch = 0;  ///< 0 means 1
  std::int64_t max_bytes = 0;
  bool no_wait = false;
  std::chrono::nanoseconds idle_heartbeat{};
  std::string group{};
  std::int64_t min_pending = 0;
  std::int64_t min_ack_pending = 0;
  std::string id{};  ///< the pin a pinned client holds
  int priority = 0;  ///< 0 to 9, 0 first
  json::Doc extra{};

  [[nodiscard]] static Result<PullRequest> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const PullRequest&, const PullRequest&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

}  // namespace natsop::jetstream
