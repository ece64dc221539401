#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace natsop::text {

using Nanoseconds = std::chrono::nanoseconds;

/// The longest duration, which stands for "never".
inline constexpr Nanoseconds kNever = Nanoseconds::max();

/// What a person types: parts of number and unit, summed ("1d12h", "1.5h", "2w").
///
/// Units, where case matters: ns us µs ms s m h, d or D (24 h), w or W (7 d), M (30 d), y or Y (365
/// d). A `-` before the first part negates the sum; text between the parts is skipped ("1h and
/// 2m"), "0" alone is zero. Nothing that reads as a part, an unknown unit, or a sum over 292 years
/// is Invalid.
[[nodiscard]] Result<Nanoseconds> parse_duration(std::string_view text);

/// For people: "never" for kNever, "250µs", "12ms", "1.50s", "1m5s", "1h0m0s", "2d3h4m5s",
/// "1y2d3h4m5s".
[[nodiscard]] std::string print_duration(Nanoseconds duration);

/// Go's time.ParseDuration, as config files and nsc take it: "300ms", "-1.5h", "2h45m"; units ns us
/// µs ms s m h.
[[nodiscard]] Result<Nanoseconds> parse_go_duration(std::string_view text);

/// Go's Duration.String: "0s", "1.5µs", "2m0s", "72h3m0.5s".
[[nodiscard]] std::string print_go_duration(Nanoseconds duration);

/// `duration` to the nearest multiple of `unit`, halves away from zero; unchanged where that would
/// overflow.
[[nodiscard]] Nanoseconds round_duration(Nanoseconds duration, Nanoseconds unit);

}  // namespace natsop::text
