#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/jetstream/consumer_info.h"
#include "core/jetstream/stream_info.h"

namespace natsop::jetstream {

/// Whether a text is meant; empty: not asked for.
using TextTest = std::function<bool(std::string_view text)>;

/// What `stream find` and `stream cluster balance` look for. What is unset is not asked for;
/// `invert` turns every criterion round, each by itself.
struct StreamCriteria {
  TextTest server{};   ///< accepts the name of the leader or of a replica
  TextTest cluster{};  ///< accepts the cluster's name
  bool empty = false;  ///< holds no messages
  std::optional<std::chrono::nanoseconds> idle{};     ///< nothing stored for so long
  std::optional<std::chrono::nanoseconds> created{};  ///< so old, or older
  std::optional<std::int64_t> consumers{};            ///< so many, or fewer
  std::string subject{};  ///< some subject of the stream overlaps with it
  int replicas = 0;       ///< so many, or fewer; 0: not asked for
  bool sourced = false;   ///< has sources
  bool mirrored = false;  ///< is a mirror
  std::string leader{};   ///< led by this server; never true without a cluster, inverted or not
  int api_level = 0;      ///< needs this API level or a higher one; 0: not asked for
  bool invert = false;
  /// Any other condition; its error ends the search.
  std::function<Result<bool>(const StreamInfo&)> expression{};
};

/// Whether a stream fits. `now` is for ages. Errors: the expression's.
[[nodiscard]] Result<bool> matches(const StreamInfo& stream, const StreamCriteria& criteria,
                                   Time now);

/// The streams that fit, in their order. Errors: as matches, and Invalid for a bad subject.
[[nodiscard]] Result<std::vector<StreamInfo>> find(std::vector<StreamInfo> streams,
                                                   const StreamCriteria& criteria, Time now);

/// What `consumer find` and `consumer cluster balance` look for; as StreamCriteria.
struct ConsumerCriteria {
  bool pull = false;
  bool push = false;
  bool bound = false;  ///< a push consumer that someone listens to, or a pull one with requests
  std::optional<std::int64_t> waiting{};              ///< fewer waiting pulls
  std::optional<std::int64_t> ack_pending{};          ///< fewer messages to acknowledge
  std::optional<std::uint64_t> pending{};             ///< fewer messages to deliver
  std::optional<std::chrono::nanoseconds> idle{};     ///< nothing delivered for so long
  std::optional<std::chrono::nanoseconds> created{};  ///< so old, or older
  int replicas = 0;
  std::string leader{};
  bool pinned = false;  ///< every priority group has its client
  int api_level = 0;
  bool invert = false;
  std::function<Result<bool>(const ConsumerInfo&)> expression{};
};

[[nodiscard]] Result<bool> matches(const ConsumerInfo& consumer, const ConsumerCriteria& criteria,
                                   Time now);
/// Errors: as matches, and Invalid when pull and push are both asked for.
[[nodiscard]] Result<std::vector<ConsumerInfo>> find(std::vector<ConsumerInfo> consumers,
                                                     const ConsumerCriteria& criteria, Time now);

}  // namespace natsop::jetstream
