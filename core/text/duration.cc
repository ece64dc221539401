#include "core/text/duration.h"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <cstdint>
#include <optional>

namespace natsop::text {

namespace {

// NOLINTBEGIN(misc-unused-using-decls): clang-tidy does not see the use of literals
using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""ns;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""us;
// NOLINTEND(misc-unused-using-decls)
using std::chrono::days;
using std::chrono::hours;

constexpr std::uint64_t kMostNegative = std::uint64_t{1} << 63;

struct Unit {
  std::string_view name;
  Nanoseconds length;
};

// µ comes as U+00B5 and as U+03BC.
constexpr std::array kGoUnits{Unit{"ns", 1ns},      Unit{"us", 1us}, Unit{"\u00b5s", 1us},
                              Unit{"\u03bcs", 1us}, Unit{"ms", 1ms}, Unit{"s", 1s},
                              Unit{"m", 1min},      Unit{"h", 1h}};
constexpr std::array kLongUnits{Unit{"d", days(1)},  Unit{"D", days(1)},  Unit{"w", days(7)},
                                Unit{"W", days(7)},  Unit{"M", days(30)}, Unit{"y", days(365)},
                                Unit{"Y", days(365)}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Letters, and the two bytes of either µ.
bool is_unit_char(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalpha(byte) != 0 || byte >= 0x80;
}

std::optional<Nanoseconds> unit_length(std::string_view name, bool long_units) {
  for (const Unit& unit : kGoUnits) {
    if (unit.name == name) {
      return unit.length;
    }
  }
  for (const Unit& unit : kLongUnits) {
    if (long_units && unit.name == name) {
      return unit.length;
    }
  }
  return std::nullopt;
}

Error invalid(std::string_view text, std::string_view why) {
  return Error(Code::Invalid, fmt::format("invalid duration \"{}\": {}", text, why));
}

enum class Added { Ok, NoNumber, TooLarge };

/// Adds `number` ("12.5") times `unit` to `sum`.
Added add_part(std::string_view number, Nanoseconds unit, std::uint64_t& sum) {
  const auto scale = static_cast<std::uint64_t>(unit.count());
  std::uint64_t whole = 0;
  std::size_t at = 0;
  bool any = false;
  for (; at < number.size() && is_digit(number[at]); ++at) {
    any = true;
    if (__builtin_mul_overflow(whole, std::uint64_t{10}, &whole) ||
        __builtin_add_overflow(whole, static_cast<std::uint64_t>(number[at] - '0'), &whole)) {
      return Added::TooLarge;
    }
  }
  double fraction = 0;
  if (at < number.size() && number[at] == '.') {
    // The digits that fit decide; past them nothing reaches a nanosecond.
    std::uint64_t digits = 0;
    double divisor = 1;
    for (++at; at < number.size() && is_digit(number[at]); ++at) {
      any = true;
      if (digits <= kMostNegative / 10 - 1) {
        digits = digits * 10 + static_cast<std::uint64_t>(number[at] - '0');
        divisor *= 10;
      }
    }
    fraction = static_cast<double>(digits) * (static_cast<double>(scale) / divisor);
  }
  if (!any || at != number.size()) {
    return Added::NoNumber;
  }
  std::uint64_t part = 0;
  if (__builtin_mul_overflow(whole, scale, &part) ||
      __builtin_add_overflow(part, static_cast<std::uint64_t>(fraction), &part) ||
      __builtin_add_overflow(sum, part, &sum) || sum > kMostNegative) {
    return Added::TooLarge;
  }
  return Added::Ok;
}

Result<Nanoseconds> signed_sum(std::uint64_t sum, bool negative, std::string_view text) {
  if (negative) {
    return Nanoseconds(static_cast<std::int64_t>(std::uint64_t{0} - sum));
  }
  if (sum >= kMostNegative) {
    return invalid(text, "longer than 292 years");
  }
  return Nanoseconds(static_cast<std::int64_t>(sum));
}

/// "12.5s": writes `value`/10^`places` without trailing zeros.
std::string decimal(std::uint64_t value, int places) {
  std::uint64_t scale = 1;
  for (int i = 0; i < places; ++i) {
    scale *= 10;
  }
  std::string out = std::to_string(value / scale);
  if (value % scale != 0) {
    std::string fraction = fmt::format("{:0{}}", value % scale, places);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    out += "." + fraction;
  }
  return out;
}

}  // namespace

Result<Nanoseconds> parse_duration(std::string_view text) {
  if (text == "0") {
    return Nanoseconds(0);
  }
  std::uint64_t sum = 0;
  bool negative = false;
  bool found = false;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = at;
    while (end < text.size() && (is_digit(text[end]) || text[end] == '.')) {
      ++end;
    }
    std::size_t unit_end = end;
    while (unit_end < text.size() && is_unit_char(text[unit_end])) {
      ++unit_end;
    }
    if (end == at || unit_end == end) {
      at = end == at ? at + 1 : end;
      continue;
    }
    const std::string_view unit_name = text.substr(end, unit_end - end);
    const auto unit = unit_length(unit_name, true);
    if (!unit) {
      return invalid(text, fmt::format("unknown unit \"{}\"", unit_name))
          .hint("units are ns, us, ms, s, m (minutes), h, d, w, M (months) and y");
    }
    switch (add_part(text.substr(at, end - at), *unit, sum)) {
      case Added::NoNumber:
        return invalid(text, fmt::format("\"{}\" is not a number", text.substr(at, end - at)));
      case Added::TooLarge:
        return invalid(text, "longer than 292 years");
      case Added::Ok:
        break;
    }
    negative = negative || (!found && at > 0 && text[at - 1] == '-');
    found = true;
    at = unit_end;
  }
  if (!found) {
    return Error(Code::Invalid, fmt::format("invalid duration \"{}\"", text))
        .hint("a number and a unit, such as 30s, 5m, 1h30m or 2d");
  }
  return signed_sum(sum, negative, text);
}

Result<Nanoseconds> parse_go_duration(std::string_view text) {
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) {
    rest.remove_prefix(1);
  }
  if (rest == "0") {
    return Nanoseconds(0);
  }
  if (rest.empty()) {
    return Error(Code::Invalid, fmt::format("invalid duration \"{}\"", text));
  }
  std::uint64_t sum = 0;
  while (!rest.empty()) {
    std::size_t end = 0;
    while (end < rest.size() && (is_digit(rest[end]) || rest[end] == '.')) {
      ++end;
    }
    std::size_t unit_end = end;
    while (unit_end < rest.size() && rest[unit_end] != '.' && !is_digit(rest[unit_end])) {
      ++unit_end;
    }
    if (end == 0) {
      return Error(Code::Invalid, fmt::format("invalid duration \"{}\"", text));
    }
    if (unit_end == end) {
      return invalid(text, "missing unit").hint("a unit such as s, m or h follows each number");
    }
    const std::string_view unit_name = rest.substr(end, unit_end - end);
    const auto unit = unit_length(unit_name, false);
    if (!unit) {
      return invalid(text, fmt::format("unknown unit \"{}\"", unit_name))
          .hint("units are ns, us, ms, s, m and h");
    }
    switch (add_part(rest.substr(0, end), *unit, sum)) {
      case Added::NoNumber:
        return invalid(text, fmt::format("\"{}\" is not a number", rest.substr(0, end)));
      case Added::TooLarge:
        return invalid(text, "longer than 292 years");
      case Added::Ok:
        break;
    }
    rest.remove_prefix(unit_end);
  }
  return signed_sum(sum, negative, text);
}

std::string print_go_duration(Nanoseconds duration) {
  const bool negative = duration.count() < 0;
  const auto bits = static_cast<std::uint64_t>(duration.count());
  const std::uint64_t ns = negative ? std::uint64_t{0} - bits : bits;
  std::string out = negative ? "-" : "";
  constexpr std::uint64_t kSecond = 1'000'000'000;
  if (ns == 0) {
    return "0s";
  }
  if (ns < kSecond) {
    if (ns < 1'000) {
      return out + decimal(ns, 0) + "ns";
    }
    return out + (ns < 1'000'000 ? decimal(ns, 3) + "\u00b5s" : decimal(ns, 6) + "ms");
  }
  const std::uint64_t minutes = ns / kSecond / 60;
  if (minutes >= 60) {
    out += fmt::format("{}h", minutes / 60);
  }
  if (minutes > 0) {
    out += fmt::format("{}m", minutes % 60);
  }
  return out + decimal(ns - minutes * 60 * kSecond, 9) + "s";
}

Nanoseconds round_duration(Nanoseconds duration, Nanoseconds unit) {
  if (unit.count() <= 0) {
    return duration;
  }
  const std::int64_t value = duration.count();
  const std::int64_t step = unit.count();
  const std::int64_t rest = value % step;
  std::int64_t rounded = value - rest;
  const std::int64_t distance = rest < 0 ? -rest : rest;
  if (distance >= step - distance) {
    if (__builtin_add_overflow(rounded, value < 0 ? -step : step, &rounded)) {
      return duration;
    }
  }
  return Nanoseconds(rounded);
}

std::string print_duration(Nanoseconds duration) {
  if (duration == kNever) {
    return "never";
  }
  if (duration < 1ms) {
    return print_go_duration(round_duration(duration, 1us));
  }
  if (duration < 1s) {
    return print_go_duration(round_duration(duration, 1ms));
  }
  if (duration < 1min) {
    return fmt::format("{:.2f}s", std::chrono::duration<double>(duration).count());
  }
  const std::int64_t seconds = duration / 1s;
  const std::int64_t minutes = seconds / 60;
  const std::int64_t hour_count = minutes / 60;
  const std::int64_t day_count = hour_count / 24;
  std::string out;
  if (day_count >= 365) {
    out += fmt::format("{}y", day_count / 365);
  }
  if (day_count > 0) {
    out += fmt::format("{}d", day_count % 365);
  }
  if (hour_count > 0) {
    out += fmt::format("{}h", hour_count % 24);
  }
  return out + fmt::format("{}m{}s", minutes % 60, seconds % 60);
}

}  // namespace natsop::text
