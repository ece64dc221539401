#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/engine/loop/loop.h"

namespace natsop::engine {

class LingeringSockets;
class Poller;

/// The loop of a real server: sockets, the machine's timers, signals. One thread runs it; several
/// in one process, each with its thread, do not know of each other.
class EventLoop final : public Loop {
 public:
  EventLoop();
  ~EventLoop() override;

  /// Runs turns on the calling thread until stop(). May be called again.
  void run();

  /// Ends run() after its present turn, or at once when it begins. From any thread.
  void stop();

  /// One turn: waits up to `wait` for something to do. False when there was nothing.
  bool turn(std::chrono::nanoseconds wait);

  /// Turns until `done` says so; false when `limit` passed first. For tests and shutdowns.
  [[nodiscard]] bool run_until(const std::function<bool()>& done, std::chrono::nanoseconds limit);

  /// Calls `call` with its number in a turn after one of `signals` arrived, from now on. Once for
  /// each signal.
  [[nodiscard]] Result<void> on_signal(std::vector<int> signals, std::function<void(int)> call);

  [[nodiscard]] const Clock& clock() const override { return clock_; }
  [[nodiscard]] SteadyTime turn_time() const override;
  [[nodiscard]] std::unique_ptr<Timer> after(std::chrono::nanoseconds delay,
                                             std::function<void()> call) override;
  void post(std::function<void()> call) override;
  void flush_at_turn_end(Flushable& what) override { flushes_.push_back(&what); }
  void dispose(std::unique_ptr<Disposable> what) override { disposals_.push_back(std::move(what)); }

  // For the rest of core/engine/io.

  /// Where sockets are waited for.
  [[nodiscard]] Poller& poller();
  /// Where sockets are read into, and where TLS and WebSocket put what they unpacked: one buffer of
  /// each for all connections, as what is in them is used up before the next read.
  enum class Buffer { Socket, Tls, Frames, Inflated };
  [[nodiscard]] std::span<char> buffer(Buffer which);
  /// Tells how much was read, and whether the socket may have more: a turn ends in time for its
  /// flushes, and after one that only took in, input may gather for a moment.
  void took_in(std::size_t bytes, bool more) {
    taken_in_ += bytes;
    more_waits_ |= more;
  }
  /// Tells how much was sent.
  void gave_out(std::size_t bytes) { given_out_ += bytes; }
  [[nodiscard]] LingeringSockets& lingering() { return *lingering_; }

 private:
  struct Implementation;

  void end_turn();
  void let_input_gather(std::chrono::nanoseconds wait) const;

  SystemClock clock_;
  mutable SteadyTime turn_time_;
  mutable bool time_known_ = false;
  std::atomic<bool> stopped_ = false;
  // In this turn, or the last one between turns.
  std::size_t taken_in_ = 0;
  std::size_t given_out_ = 0;
  bool more_waits_ = false;
  std::vector<Flushable*> flushes_;
  std::vector<std::unique_ptr<Disposable>> disposals_;
  std::unique_ptr<Implementation> implementation_;
  std::unique_ptr<LingeringSockets> lingering_;
};

}  // namespace natsop::engine
