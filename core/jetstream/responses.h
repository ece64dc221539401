#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/jetstream/api_error.h"
#include "core/jetstream/consumer_info.h"
#include "core/jetstream/stored_message.h"
#include "core/jetstream/stream_config.h"
#include "core/jetstream/stream_info.h"
#include "core/jetstream/timestamp.h"
#include "core/json/doc.h"

namespace natsop::jetstream {

/// What answers' `type` starts with: "io.nats.jetstream.api.v1.".
inline constexpr std::string_view kTypePrefix = "io.nats.jetstream.api.v1.";

/// Where a page of an answer stands in the whole.
struct Page {
  std::int64_t total = 0;
  std::int64_t offset = 0;
  std::int64_t limit = 0;
  json::Doc extra{};

  [[nodiscard]] static Result<Page> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const Page&, const Page&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// STREAM.NAMES.
struct StreamNamesPage {
  std::int64_t total = 0;
  std::int64_t offset = 0;
  std::int64_t limit = 0;
  std::vector<std::string> streams{};
  json::Doc extra{};

  [[nodiscard]] static Result<StreamNamesPage> from_doc(const json::Doc& doc,
                                                        std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const StreamNamesPage&, const StreamNamesPage&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// STREAM.LIST.
struct StreamListPage {
  std::int64_t total = 0;
  std::int64_t offset = 0;
  std::int64_t limit = 0;
  std::vector<StreamInfo> streams{};
  std::vector<std::string> missing{};            ///< exist, and did not answer in time
  std::map<std::string, std::string> offline{};  ///< why a server cannot serve them
  json::Doc extra{};

  [[nodiscard]] static Result<StreamListPage> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const StreamListPage&, const StreamListPage&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// CONSUMER.NAMES.
struct ConsumerNamesPage {
  std::int64_t total = 0;
  std::int64_t offset = 0;
  std::int64_t limit = 0;
  std::vector<std::string> consumers{};
  json::Doc extra{};

  [[nodiscard]] static Result<ConsumerNamesPage> from_doc(const json::Doc& doc,
                                                          std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const ConsumerNamesPage&, const ConsumerNamesPage&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// CONSUMER.LIST.
struct ConsumerListPage {
  std::int64_t total = 0;
  std::int64_t offset = 0;
  std::int64_t limit = 0;
  std::vector<ConsumerInfo> consumers{};
  std::vector<std::string> missing{};
  std::map<std::string, std::string> offline{};
  json::Doc extra{};

  [[nodiscard]] static Result<ConsumerListPage> from_doc(const json::Doc& doc,
                                                         std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const ConsumerListPage&, const ConsumerListPage&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// Deletes, step-downs, removals.
struct SuccessResponse {
  bool success = false;
  json::Doc extra{};

  [[nodiscard]] static Result<SuccessResponse> from_doc(const json::Doc& doc,
                                                        std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const SuccessResponse&, const SuccessResponse&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// STREAM.PURGE.
struct PurgeResponse {
  bool success = false;
  std::uint64_t purged = 0;
  json::Doc extra{};

  [[nodiscard]] static Result<PurgeResponse> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const PurgeResponse&, const PurgeResponse&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// STREAM.MSG.GET.
struct MessageGetResponse {
  std::optional<StoredMessage> message{};
  json::Doc extra{};

  [[nodiscard]] static Result<MessageGetResponse> from_doc(const json::Doc& doc,
                                                           std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const MessageGetResponse&, const MessageGetResponse&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// STREAM.SNAPSHOT: what the chunks will hold; keep it for the restore.
struct SnapshotResponse {
  StreamConfig config{};
  StreamState state{};
  json::Doc extra{};

  [[nodiscard]] static Result<SnapshotResponse> from_doc(const json::Doc& doc,
                                                         std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const SnapshotResponse&, const SnapshotResponse&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// STREAM.RESTORE.
struct RestoreResponse {
  std::string deliver_subject{};  ///< where to send the chunks
  json::Doc extra{};

  [[nodiscard]] static Result<RestoreResponse> from_doc(const json::Doc& doc,
                                                        std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const RestoreResponse&, const RestoreResponse&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// CONSUMER.PAUSE.
struct PauseResponse {
  bool paused = false;
  Timestamp pause_until{};
  std::chrono::nanoseconds pause_remaining{};
  json::Doc extra{};

  [[nodiscard]] static Result<PauseResponse> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const PauseResponse&, const PauseResponse&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// ACCOUNT.PURGE.
struct AccountPurgeResponse {
  bool initiated = false;
  json::Doc extra{};

  [[nodiscard]] static Result<AccountPurgeResponse> from_doc(const json::Doc& doc,
                                                             std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const AccountPurgeResponse&, const AccountPurgeResponse&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// CONSUMER.RESET.
struct ResetResponse {
  ConsumerInfo consumer{};
  std::uint64_t reset_seq = 0;  ///< where delivery goes on
};

/// The names of what is in a list page but was not told of, for a warning.
struct Unreachables {
  std::vector<std::string> missing{};            ///< did not answer in time
  std::map<std::string, std::string> offline{};  ///< why a server cannot serve them
  [[nodiscard]] bool empty() const { return missing.empty() && offline.empty(); }
};

/// An answer as a server sends it: `type` ("stream_info_response", without the prefix) first, then
/// the body's members.
[[nodiscard]] json::Doc make_response(std::string_view type, const json::Doc& body);
[[nodiscard]] json::Doc make_error_response(std::string_view type, const ApiError& error);

}  // namespace natsop::jetstream
