#pragma once
#include <chrono>

namespace natsop {

/// A moment on the calendar, to the nanosecond; reaches from 1678 to 2262.
using Time = std::chrono::system_clock::time_point;

/// A moment on a clock that only goes forward; for timeouts and rates, never for display.
using SteadyTime = std::chrono::steady_clock::time_point;

/// What time it is. Passed to whoever needs it, so that tests and the simulator decide
/// (tests/support/fake_clock.h).
///
/// Implementations are safe to call from any thread.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  /// The calendar time; may jump when the machine's clock is set.
  [[nodiscard]] virtual Time now() const = 0;

  /// The monotonic time; comparable only with other results of the same clock.
  [[nodiscard]] virtual SteadyTime steady() const = 0;
};

/// The machine's clocks.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Time now() const override { return std::chrono::system_clock::now(); }
  [[nodiscard]] SteadyTime steady() const override { return std::chrono::steady_clock::now(); }
};

}  // namespace natsop
