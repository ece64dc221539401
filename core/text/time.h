#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/text/zone.h"

namespace natsop::text {

/// A moment to the second, over all years: what JWTs carry.
using Seconds = std::chrono::sys_seconds;

/// Go's zero time, 0001-01-01T00:00:00Z, which nats-server writes for "never". It is outside of
/// what Time can hold, so the smallest Time stands for it: print and parse turn one into the other.
inline constexpr Time kZeroTime = Time::min();

/// The second that `time` falls in; kZeroTime gives the year 1.
[[nodiscard]] Seconds to_seconds(Time time);

/// "2026-11-21T11:00:00Z", or with the zone's offset "2026-11-21T12:00:00+01:00".
[[nodiscard]] std::string rfc3339(Seconds time, const Zone& zone = Zone::utc());

/// As rfc3339, with as many digits of a second as it takes: "2026-11-21T11:00:00.25Z".
[[nodiscard]] std::string rfc3339_nano(Time time, const Zone& zone = Zone::utc());

/// Reads both; the fraction is cut to nanoseconds. Invalid when malformed, when no such day exists,
/// or outside the years 1678 to 2261 (the year 1's first second, Go's zero time, gives kZeroTime).
[[nodiscard]] Result<Time> parse_rfc3339(std::string_view text);

/// As parse_rfc3339 for the years 0 to 9999, to the second.
[[nodiscard]] Result<Seconds> parse_rfc3339_seconds(std::string_view text);

/// "2006-01-02 15:04:05" in the zone.
[[nodiscard]] std::string date_time(Seconds time, const Zone& zone);
[[nodiscard]] inline std::string date_time(Time time, const Zone& zone) {
  return date_time(to_seconds(time), zone);
}

/// Reads "2006-01-02 15:04:05" as UTC; with '.' for `date_separator`'s place any of '-', ':' and
/// '/' as in "2006:01:02".
[[nodiscard]] Result<Seconds> parse_date_time(std::string_view text, char date_separator = '-');

/// Reads "2006-01-02" as midnight UTC.
[[nodiscard]] Result<Seconds> parse_date(std::string_view text);

/// Any layout of strftime(3) in the zone, such as "%a, %d %b %Y %H:%M:%S %Z" (RFC 1123). English
/// names, whatever the locale.
[[nodiscard]] std::string format_time(Seconds time, const Zone& zone, const char* layout);

/// "3:04PM" in the zone.
[[nodiscard]] std::string kitchen_time(Seconds time, const Zone& zone);

/// "3 days ago", "in 1 year", "now", "in now" never: the coarsest unit that fits, cut rather than
/// rounded.
[[nodiscard]] std::string relative_time(Seconds time, Seconds now);

/// The bare distance of the two: "3 days", "1 week", "now", "a long while".
[[nodiscard]] std::string time_distance(Seconds a, Seconds b);

/// What nsc takes for --start, --expiry and --within, as UNIX seconds; 0 for "" and "0", which mean
/// never.
///
/// "2006-01-02" is midnight UTC, "2006-01-02 15:04:05 UTC" that second. Otherwise the first count
/// with a unit found in the text is added to `now`: m minutes, h hours, and by the calendar d days,
/// w weeks, M months, y years; it may be negative.
[[nodiscard]] Result<std::int64_t> parse_expiry(std::string_view text, Seconds now);

/// `time` moved by whole months and days on the calendar in UTC; a day past the month's end runs
/// into the next month.
[[nodiscard]] Seconds add_calendar(Seconds time, int years, int months, int days);

}  // namespace natsop::text
