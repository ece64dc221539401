#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/jetstream/cluster_info.h"
#include "core/jetstream/consumer_config.h"
#include "core/jetstream/timestamp.h"
#include "core/json/doc.h"

namespace natsop::jetstream {

/// A position: how many deliveries, up to which message, and when last.
struct SequenceInfo {
  std::uint64_t consumer_seq = 0;
  std::uint64_t stream_seq = 0;
  Timestamp last_active{};
  json::Doc extra{};

  [[nodiscard]] static Result<SequenceInfo> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const SequenceInfo&, const SequenceInfo&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// One priority group of a consumer.
struct PriorityGroupState {
  std::string group{};
  std::string pinned_client_id{};
  Timestamp pinned_ts{};
  json::Doc extra{};

  [[nodiscard]] static Result<PriorityGroupState> from_doc(const json::Doc& doc,
                                                           std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const PriorityGroupState&, const PriorityGroupState&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// Everything a server tells of one consumer.
struct ConsumerInfo {
  std::string stream_name{};
  std::string name{};
  ConsumerConfig config{};
  Timestamp created{};
  SequenceInfo delivered{};
  SequenceInfo ack_floor{};
  std::int64_t num_ack_pending = 0;
  std::int64_t num_redelivered = 0;
  std::int64_t num_waiting = 0;   ///< pull requests waiting
  std::uint64_t num_pending = 0;  ///< messages not delivered yet
  std::optional<ClusterInfo> cluster{};
  bool push_bound = false;
  bool paused = false;
  std::chrono::nanoseconds pause_remaining{};
  Timestamp ts{};
  std::vector<PriorityGroupState> priority_groups{};
  json::Doc extra{};

  [[nodiscard]] static Result<ConsumerInfo> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const ConsumerInfo&, const ConsumerInfo&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

}  // namespace natsop::jetstream
