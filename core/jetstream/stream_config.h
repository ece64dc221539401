#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/jetstream/policies.h"
#include "core/jetstream/timestamp.h"
#include "core/json/doc.h"

namespace natsop::jetstream {

/// Metadata by key, sorted, as Go marshals it.
using Metadata = std::map<std::string, std::string>;

// Every model here: members bear their JSON names; to_doc writes them in natscli's order and leaves
// out what it leaves out; from_doc reads an object and names the path in errors (`path` is what the
// object is called there, "" for the root); `extra` keeps members this version does not know, null
// when there are none, so that a round trip loses nothing; `walk` is the list of fields, defined in
// the .cc file.

/// A rule that renames subjects: `src` may hold wildcards, `dest` refers to them.
struct SubjectTransform {
  std::string src{};
  std::string dest{};
  json::Doc extra{};

  [[nodiscard]] static Result<SubjectTransform> from_doc(const json::Doc& doc,
                                                         std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const SubjectTransform&, const SubjectTransform&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// Publishing what was stored again, on another subject.
struct Republish {
  std::string src{};  ///< empty: every subject
  std::string dest{};
  bool headers_only = false;
  json::Doc extra{};

  [[nodiscard]] static Result<Republish> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const Republish&, const Republish&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// Where to put a stream, or which server should lead.
struct Placement {
  std::string cluster{};
  std::vector<std::string> tags{};
  std::string preferred{};  ///< a server; only in step-down requests
  json::Doc extra{};

  [[nodiscard]] static Result<Placement> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  [[nodiscard]] bool empty() const { return cluster.empty() && tags.empty() && preferred.empty(); }
  friend bool operator==(const Placement&, const Placement&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// How to reach an origin in another domain or account.
struct ExternalStream {
  std::string api{};      ///< API prefix: "$JS.hub.API"
  std::string deliver{};  ///< prefix of delivery subjects; empty for a domain
  json::Doc extra{};

  [[nodiscard]] static Result<ExternalStream> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const ExternalStream&, const ExternalStream&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// A durable consumer, made beforehand, that a mirror or source reads through (API level 4).
struct SourceConsumer {
  std::string name{};
  std::string deliver_subject{};
  json::Doc extra{};

  [[nodiscard]] static Result<SourceConsumer> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const SourceConsumer&, const SourceConsumer&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// The origin of a mirror, or one of a stream's sources.
struct StreamSource {
  std::string name{};
  std::uint64_t opt_start_seq = 0;  ///< 0: unset
  Timestamp opt_start_time{};
  std::string filter_subject{};
  std::optional<ExternalStream> external{};
  std::vector<SubjectTransform> subject_transforms{};
  std::optional<SourceConsumer> consumer{};
  json::Doc extra{};

  [[nodiscard]] static Result<StreamSource> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const StreamSource&, const StreamSource&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// What a stream imposes on its consumers; 0 means no limit.
struct ConsumerLimits {
  std::chrono::nanoseconds inactive_threshold{};
  std::int64_t max_ack_pending = 0;
  json::Doc extra{};

  [[nodiscard]] static Result<ConsumerLimits> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const ConsumerLimits&, const ConsumerLimits&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// A stream's configuration, as of nats-server 2.15. A default one is what `{}` decodes to: the
/// limits are 0, which the server takes for -1, unlimited.
struct StreamConfig {
  std::string name{};
  std::string description{};
  std::vector<std::string> subjects{};
  Retention retention = Retention::Limits;
  std::int64_t max_consumers = 0;
  std::int64_t max_msgs_per_subject = 0;
  std::int64_t max_msgs = 0;
  std::int64_t max_bytes = 0;
  std::chrono::nanoseconds max_age{};
  int max_msg_size = 0;
  Storage storage = Storage::File;
  Discard discard = Discard::Old;
  int num_replicas = 0;
  bool no_ack = false;
  std::chrono::nanoseconds duplicate_window{};
  std::optional<Placement> placement{};
  std::optional<StreamSource> mirror{};
  std::vector<StreamSource> sources{};
  Compression compression = Compression::None;
  std::optional<SubjectTransform> subject_transform{};
  std::optional<Republish> republish{};
  bool sealed = false;
  bool deny_delete = false;
  bool deny_purge = false;
  bool allow_rollup_hdrs = false;
  bool allow_direct = false;
  bool mirror_direct = false;
  bool discard_new_per_subject = false;
  std::uint64_t first_seq = 0;
  Metadata metadata{};
  bool allow_msg_ttl = false;
  std::chrono::nanoseconds subject_delete_marker_ttl{};
  ConsumerLimits consumer_limits{};
  bool allow_atomic = false;
  bool allow_msg_counter = false;
  bool allow_msg_schedules = false;
  PersistMode persist_mode = PersistMode::Default;
  bool allow_batched = false;
  json::Doc extra{};

  [[nodiscard]] static Result<StreamConfig> from_doc(const json::Doc& doc, std::string path = {});
  /// As from_doc, and also takes a whole stream info (an object with a "config" in it), as files
  /// given to `stream add --config` may be.
  [[nodiscard]] static Result<StreamConfig> from_config_or_info(const json::Doc& doc);
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const StreamConfig&, const StreamConfig&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

}  // namespace natsop::jetstream
