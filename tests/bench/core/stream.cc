#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "tests/bench/core/load.h"

namespace natsop::bench {
namespace {

constexpr std::size_t kBatchBytes = std::size_t{256} << 10U;
/// How far subscribers may be behind, in bytes each: less than what makes them slow consumers.
constexpr std::uint64_t kWindow = std::uint64_t{16} << 20U;
constexpr std::uint64_t kPing = 6;  // "PING\r\n"
constexpr int kSubjects = 1000;
constexpr int kHalf = 5000;       // wildcard subscriptions of either kind
constexpr int kFirstSid = 10000;  // all have five digits, so that all MSG lines are of known length

std::string subject_of(const Shape& shape, int number) {
  if (!shape.wildcards) return "bench";
  return fmt::format("t.{}.x{}.{}", 1000 + number, 1000 + number, number % 5);
}

/// Bytes of one message as a subscriber gets it.
std::size_t delivery_size(const Shape& shape) {
  return fmt::format("MSG {} {} {}\r\n\r\n", subject_of(shape, 0), kFirstSid, shape.size).size() +
         shape.size;
}

/// How many copies of a message the server sends.
std::uint64_t copies(const Shape& shape) {
  if (shape.wildcards) return 2;
  return shape.queue ? 1 : static_cast<std::uint64_t>(shape.subscribers);
}

Batch batch_of(const Shape& shape) {
  Batch batch;
  const std::string body(shape.size, 'x');
  const int subjects = shape.wildcards ? kSubjects : 1;
  while (batch.bytes.size() < kBatchBytes) {
    for (int number = 0; number < subjects; ++number) {
      batch.bytes +=
          fmt::format("PUB {} {}\r\n{}\r\n", subject_of(shape, number), shape.size, body);
      ++batch.messages;
    }
  }
  return batch;
}

/// Interest in what batch_of() publishes.
void subscribe(const Wire& wire, const Shape& shape) {
  if (!shape.wildcards) {
    wire.send(fmt::format("SUB bench {}{}\r\n", shape.queue ? "group " : "", kFirstSid));
    return;
  }
  std::string all;
  int sid = kFirstSid;
  for (int number = 0; number < kHalf; ++number) {
    all +=
        fmt::format("SUB t.{}.*.{} {}\r\n", 1000 + number % kSubjects, number / kSubjects, sid++);
    all += fmt::format("SUB t.*.x{}.> {}\r\n", 1000 + number, sid++);
  }
  wire.send(all);
}

/// The receiving side: one thread counts what comes for all subscribers.
class Receivers {
 public:
  Receivers(int port, const Shape& shape) : shape_(shape) {
    for (int at = 0; at < shape.subscribers; ++at) {
      Wire& wire = wires_.emplace_back(port);
      subscribe(wire, shape);
      wire.settle();
      polled_.push_back({.fd = wire.fd(), .events = POLLIN, .revents = 0});
    }
  }

  void start() {
    if (!wires_.empty())
      thread_ = std::jthread([this](const std::stop_token& stop) { read(stop); });
  }

  /// Waits until no more than `behind` bytes are missing of what `published` messages make.
  void wait_for(std::uint64_t published, std::uint64_t behind) {
    if (wires_.empty()) return;
    const std::uint64_t wanted = published * copies(shape_) * delivery_size(shape_);
    const auto enough = [&] { return received_.load() + behind >= wanted; };
    if (enough()) return;
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, std::chrono::seconds(30), enough)) {
      fail(fmt::format("{} of {} bytes arrived", received_.load(), wanted));
    }
  }

  /// Ends the program unless exactly what `published` messages make has arrived.
  [[nodiscard]] std::uint64_t messages(std::uint64_t published) {
    const std::uint64_t wanted = published * copies(shape_) * delivery_size(shape_);
    // A server may have sent each subscriber a few PINGs besides.
    const auto whole = [&] {
      const std::uint64_t extra = received_.load() - wanted;
      return received_ >= wanted && extra % kPing == 0 && extra <= 4 * kPing * wires_.size();
    };
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, std::chrono::seconds(1), whole)) {
      fail(fmt::format("{} bytes arrived instead of {}", received_.load(), wanted));
    }
    return published * copies(shape_);
  }

  [[nodiscard]] std::uint64_t window() const { return kWindow * wires_.size(); }

 private:
  void read(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      if (::poll(polled_.data(), polled_.size(), 100) <= 0) continue;
      std::uint64_t more = 0;
      for (std::size_t at = 0; at < polled_.size(); ++at) {
        if (polled_[at].revents != 0) more += wires_[at].drop();
      }
      received_ += more;
      {
        const std::scoped_lock lock(mutex_);
      }
      changed_.notify_all();
    }
  }

  const Shape& shape_;
  std::deque<Wire> wires_;
  std::vector<pollfd> polled_;
  std::atomic<std::uint64_t> received_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::jthread thread_;
};

}  // namespace

Outcome run_stream(int port, const Shape& shape) {
  const Batch batch = batch_of(shape);
  Receivers receivers(port, shape);
  std::deque<Wire> wires;
  for (int at = 0; at < shape.publishers; ++at) wires.emplace_back(port);
  std::atomic<std::uint64_t> published = 0;
  receivers.start();
  const double begin = seconds_now();
  {
    std::vector<std::jthread> threads;
    for (Wire& wire : wires) {
      threads.emplace_back([&] {
        while (seconds_now() - begin < shape.seconds) {
          const std::uint64_t all = published += batch.messages;
          wire.send(batch.bytes);
          receivers.wait_for(all, receivers.window());
        }
        wire.settle();
      });
    }
  }
  receivers.wait_for(published, 0);
  Outcome outcome;
  outcome.seconds = seconds_now() - begin;
  outcome.published = published;
  if (shape.subscribers > 0) outcome.delivered = receivers.messages(published);
  return outcome;
}

}  // namespace natsop::bench
