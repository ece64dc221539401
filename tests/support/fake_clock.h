#pragma once
#include <atomic>
#include <chrono>

#include "core/base/clock.h"

namespace natsop::test {

/// A clock that stands still until told otherwise. Starts at 2026-11-21 11:00:00 UTC. Safe from any
/// thread.
class FakeClock final : public Clock {
 public:
  static constexpr std::chrono::sys_seconds kStart{std::chrono::seconds(1795258800)};

  explicit FakeClock(Time start = kStart) : now_(start.time_since_epoch().count()) {}

  [[nodiscard]] Time now() const override { return Time(Time::duration(now_.load())); }
  [[nodiscard]] SteadyTime steady() const override {
    return SteadyTime(SteadyTime::duration(steady_.load()));
  }

  /// Moves both clocks on.
  void advance(std::chrono::nanoseconds by) {
    now_ += by.count();
    steady_ += by.count();
  }

  /// Sets the calendar; the steady clock does not notice, as on a real machine.
  void set(Time time) { now_ = time.time_since_epoch().count(); }

 private:
  std::atomic<Time::rep> now_;
  std::atomic<SteadyTime::rep> steady_{1};
};

}  // namespace natsop::test
