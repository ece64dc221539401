#pragma once
#include <chrono>
#include <cstdint>
#include <optional>

#include "core/base/clock.h"
#include "core/jetstream/consumer_config.h"
#include "core/jetstream/requests.h"
#include "core/jetstream/transport.h"

namespace natsop::commands::nats::messages {

/// Keeps a pull consumer busy: how many messages have been asked for and not come yet, when to ask
/// for more, and when the silence is too long. No I/O; the caller says what time it is.
class PullWindow {
 public:
  static constexpr std::int64_t kMost = 500;
  static constexpr std::chrono::seconds kExpires{30};
  static constexpr std::chrono::seconds kHeartbeat{5};
  static constexpr std::chrono::seconds kPause{1};  ///< after a request that was refused

  /// What the consumer's configuration allows in one request.
  explicit PullWindow(const jetstream::ConsumerConfig& config);

  /// The request to send now, when one is due. `wanted`: messages that are still wanted, 0 for no
  /// end.
  [[nodiscard]] std::optional<jetstream::PullRequest> ask(SteadyTime now, std::uint64_t wanted);

  /// A message came.
  void message(SteadyTime now);

  enum class Meaning {
    Fine,
    Gone,  ///< nobody serves the consumer: it or its server is gone
  };
  /// A status came instead of a message.
  [[nodiscard]] Meaning status(const jetstream::Message& message, SteadyTime now);

  /// When something has to be done at the latest if nothing comes.
  [[nodiscard]] SteadyTime due() const;
  /// Neither message nor heartbeat came for too long: everything asked for counts as lost.
  [[nodiscard]] bool silent(SteadyTime now) const;
  /// Nothing is on its way any more.
  void reset() { outstanding_ = 0; }

 private:
  std::int64_t most_ = kMost;
  std::chrono::nanoseconds expires_ = kExpires;
  std::int64_t outstanding_ = 0;
  SteadyTime heard_{};
  SteadyTime not_before_{};
};

}  // namespace natsop::commands::nats::messages
