#include "commands/nats/messages/pull_window.h"

#include <algorithm>

#include "core/text/number.h"

namespace natsop::commands::nats::messages {
namespace {

constexpr int kControl = 100;
constexpr int kNoResponders = 503;
constexpr int kRefused = 409;

}  // namespace

PullWindow::PullWindow(const jetstream::ConsumerConfig& config) {
  if (config.max_batch > 0) most_ = std::min(most_, config.max_batch);
  if (config.max_expires.count() > 0) expires_ = std::min(expires_, config.max_expires);
}

std::optional<jetstream::PullRequest> PullWindow::ask(SteadyTime now, std::uint64_t wanted) {
  const auto limit = wanted == 0 ? most_
                                 : static_cast<std::int64_t>(std::min<std::uint64_t>(
                                       wanted, static_cast<std::uint64_t>(most_)));
  // With half of it on its way the next ones are asked for before the stream runs dry.
  if (now < not_before_ || outstanding_ > limit / 2) return std::nullopt;
  if (outstanding_ == 0) heard_ = now;
  jetstream::PullRequest request;
  request.batch = limit - outstanding_;
  request.expires = expires_;
  // Servers want a heartbeat of at most half the expiry.
  if (expires_ >= 2 * kHeartbeat) request.idle_heartbeat = kHeartbeat;
  outstanding_ = limit;
  return request;
}

void PullWindow::message(SteadyTime now) {
  heard_ = now;
  if (outstanding_ > 0) --outstanding_;
}

PullWindow::Meaning PullWindow::status(const jetstream::Message& message, SteadyTime now) {
  heard_ = now;
  if (message.status == kControl) return Meaning::Fine;
  if (message.status == kNoResponders || message.description.starts_with("Consumer Deleted")) {
    outstanding_ = 0;
    return Meaning::Gone;
  }
  // A request is over; what it had left is told by newer servers.
  const auto left = text::parse_decimal(message.headers.get("Nats-Pending-Messages"));
  outstanding_ = left ? std::max<std::int64_t>(0, outstanding_ - *left) : 0;
  if (message.status == kRefused) not_before_ = now + kPause;
  return Meaning::Fine;
}

SteadyTime PullWindow::due() const {
  if (outstanding_ == 0) return not_before_;
  const auto patience =
      expires_ >= 2 * kHeartbeat ? std::chrono::nanoseconds(2 * kHeartbeat) : expires_ + kHeartbeat;
  return heard_ + patience;
}

bool PullWindow::silent(SteadyTime now) const { return outstanding_ > 0 && now >= due(); }

}  // namespace natsop::commands::nats::messages
