#pragma once
#include <chrono>
#include <functional>
#include <memory>

#include "core/base/clock.h"

namespace natsop::engine {

/// A call that is due later; destroying it takes it back. Belongs to the loop's thread.
class Timer {
 public:
  Timer() = default;
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  virtual ~Timer() = default;
};

/// Something with output to send: asked once at the end of the turn in which it said so.
class Flushable {
 public:
  virtual void flush() = 0;

 protected:
  ~Flushable() = default;
};

/// Something that others may still point to until the turn ends: connections, subscriptions.
class Disposable {
 public:
  Disposable() = default;
  Disposable(const Disposable&) = delete;
  Disposable& operator=(const Disposable&) = delete;
  virtual ~Disposable() = default;
};

/// The one thread that owns the engine's state, and the only way time passes for it. core/engine/io
/// has the real one, tests/sim and unit tests one with virtual time.
///
/// A turn is: everything that became ready (sockets, timers, posted calls), then the flushes, then
/// the disposals. All calls except post() are made on the loop's thread.
class Loop {
 public:
  Loop() = default;
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  virtual ~Loop() = default;

  /// Calendar and monotonic time.
  [[nodiscard]] virtual const Clock& clock() const = 0;

  /// The monotonic time at which this turn began: cheap enough for every message.
  [[nodiscard]] virtual SteadyTime turn_time() const = 0;

  /// Calls `call` once, no sooner than after `delay`. Keep the timer, or it never happens.
  [[nodiscard]] virtual std::unique_ptr<Timer> after(std::chrono::nanoseconds delay,
                                                     std::function<void()> call) = 0;

  /// Calls `call` in a later turn. From any thread.
  virtual void post(std::function<void()> call) = 0;

  /// flush() at the end of this turn. Call once a turn for each; it must live until then, or be
  /// handed to dispose().
  virtual void flush_at_turn_end(Flushable& what) = 0;

  /// Destroys it when this turn has ended and its flush is done.
  virtual void dispose(std::unique_ptr<Disposable> what) = 0;
};

}  // namespace natsop::engine
