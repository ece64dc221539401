#pragma once
#include <algorithm>
#include <chrono>
#include <cstdint>

#include "core/base/clock.h"

namespace natsop::client {

/// `time` after `start`; the end of time where that would overflow.
[[nodiscard]] inline SteadyTime after(SteadyTime start, std::chrono::nanoseconds time) {
  const auto room = SteadyTime::max() - start;
  return time < room ? start + time : SteadyTime::max();
}

/// A timeout as cnats takes it: whole milliseconds, rounded up; at most a month, because cnats adds
/// it to the present time.
[[nodiscard]] inline std::int64_t library_ms(std::chrono::nanoseconds time) {
  constexpr std::chrono::milliseconds kMonth = std::chrono::days(30);
  return std::clamp<std::int64_t>(std::chrono::ceil<std::chrono::milliseconds>(time).count(), 0,
                                  kMonth.count());
}

}  // namespace natsop::client
