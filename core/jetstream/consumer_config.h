#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/jetstream/policies.h"
#include "core/jetstream/stream_config.h"
#include "core/jetstream/timestamp.h"
#include "core/json/doc.h"

namespace natsop::jetstream {

/// A consumer's configuration, as of nats-server 2.15. A default one is what `{}` decodes to; the
/// server fills in its defaults for what is 0.
struct ConsumerConfig {
  std::string description{};
  AckPolicy ack_policy = AckPolicy::None;
  std::chrono::nanoseconds ack_wait{};
  DeliverPolicy deliver_policy = DeliverPolicy::All;
  std::string deliver_subject{};  ///< empty: a pull consumer
  std::string deliver_group{};
  std::string durable_name{};
  std::string name{};
  std::string filter_subject{};  ///< not together with filter_subjects
  std::vector<std::string> filter_subjects{};
  bool flow_control = false;
  std::chrono::nanoseconds idle_heartbeat{};
  std::int64_t max_ack_pending = 0;
  std::int64_t max_deliver = 0;
  std::vector<std::chrono::nanoseconds> backoff{};
  std::int64_t max_waiting = 0;
  std::uint64_t opt_start_seq = 0;
  Timestamp opt_start_time{};
  std::uint64_t rate_limit_bps = 0;  ///< bits a second
  ReplayPolicy replay_policy = ReplayPolicy::Instant;
  std::string sample_freq{};  ///< percent, with or without the sign: "30"
  bool headers_only = false;
  std::int64_t max_batch = 0;
  std::chrono::nanoseconds max_expires{};
  std::int64_t max_bytes = 0;
  std::chrono::nanoseconds inactive_threshold{};
  int num_replicas = 0;  ///< 0: as many as the stream
  bool mem_storage = false;
  Metadata metadata{};
  Timestamp pause_until{};
  std::vector<std::string> priority_groups{};
  PriorityPolicy priority_policy = PriorityPolicy::None;
  std::chrono::nanoseconds priority_timeout{};  ///< how long a pin lasts without a pull
  bool direct = false;
  bool sourcing = false;
  json::Doc extra{};

  [[nodiscard]] static Result<ConsumerConfig> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  /// As from_doc, and also takes a whole consumer info (an object with a "config" in it).
  [[nodiscard]] static Result<ConsumerConfig> from_config_or_info(const json::Doc& doc);
  [[nodiscard]] bool is_pull() const { return deliver_subject.empty(); }
  /// The name it goes by: name, else durable_name, else empty.
  [[nodiscard]] const std::string& effective_name() const {
    return name.empty() ? durable_name : name;
  }
  /// filter_subjects, or the one filter_subject; empty for everything.
  [[nodiscard]] std::vector<std::string> filters() const;
  friend bool operator==(const ConsumerConfig&, const ConsumerConfig&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

}  // namespace natsop::jetstream
