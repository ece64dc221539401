#include "core/jetstream/timestamp.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdint>

namespace natsop::jetstream {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::nanoseconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::string_view kZero = "0001-01-01T00:00:00Z";
constexpr int kFirstYear = 1678;
constexpr int kLastYear = 2261;

/// Walks over a text; `ok` turns false at the first thing that does not fit and stays so.
struct Scanner {
  std::string_view rest;
  bool ok = true;

  int digits(std::size_t count) {
    int value = 0;
    if (rest.size() < count) ok = false;
    for (std::size_t i = 0; ok && i < count; ++i) {
      const char c = rest[i];
      if (c < '0' || c > '9') ok = false;
      value = value * 10 + (c - '0');
    }
    if (ok) rest.remove_prefix(count);
    return ok ? value : 0;
  }

  bool take(char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
  }

  void expect(char c) { ok = ok && take(c); }
};

std::int64_t scan_fraction(Scanner& in) {
  if (!in.take('.')) return 0;
  std::int64_t value = 0;
  std::int64_t scale = 1'000'000'000;
  bool any = false;
  while (!in.rest.empty() && in.rest.front() >= '0' && in.rest.front() <= '9') {
    if (scale > 1) {
      scale /= 10;
      value += (in.rest.front() - '0') * scale;
    }
    in.rest.remove_prefix(1);
    any = true;
  }
  in.ok = in.ok && any;
  return value;
}

std::chrono::minutes scan_offset(Scanner& in) {
  if (in.take('Z') || in.take('z')) return std::chrono::minutes(0);
  const bool west = in.take('-');
  if (!west) in.expect('+');
  const int hours = in.digits(2);
  in.expect(':');
  const int minutes = in.digits(2);
  in.ok = in.ok && hours < 24 && minutes < 60;
  const std::chrono::minutes offset(hours * 60 + minutes);
  return west ? -offset : offset;
}

}  // namespace

std::string format_timestamp(const Timestamp& time) {
  if (!time) return std::string(kZero);
  const auto since = nanoseconds(time->time_since_epoch());
  const auto day = floor<days>(since);
  const year_month_day date{sys_days(day)};
  const std::chrono::hh_mm_ss clock(since - day);
  std::string text =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  if (const auto part = clock.subseconds().count(); part != 0) {
    text += fmt::format(".{:09}", part);
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text + "Z";
}

Result<Timestamp> parse_timestamp(std::string_view text) {
  if (text == kZero) return Timestamp{};
  Scanner in{text};
  const int year = in.digits(4);
  in.expect('-');
  const int month = in.digits(2);
  in.expect('-');
  const int day = in.digits(2);
  if (!in.take('T') && !in.take('t')) in.expect(' ');
  const int hour = in.digits(2);
  in.expect(':');
  const int minute = in.digits(2);
  in.expect(':');
  const int second = in.digits(2);
  const std::int64_t fraction = scan_fraction(in);
  const auto offset = scan_offset(in);
  const year_month_day date{std::chrono::year(year),
                            std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day))};
  if (!in.ok || !in.rest.empty() || !date.ok() || hour > 23 || minute > 59 || second > 60) {
    return Error(Code::Invalid, fmt::format("\"{}\" is not an RFC 3339 time", text))
        .hint("write it as 2026-01-31T12:00:00Z");
  }
  if (year == 1 && month == 1 && day <= 2) return Timestamp{};  // the zero time, any offset
  if (year < kFirstYear || year > kLastYear) {
    return Error(Code::Invalid, fmt::format("the time \"{}\" is out of range", text));
  }
  const auto since = sys_days(date).time_since_epoch() + std::chrono::hours(hour) +
                     std::chrono::minutes(minute) + std::chrono::seconds(second) +
                     nanoseconds(fraction) - offset;
  return Timestamp(Time(std::chrono::duration_cast<Time::duration>(since)));
}

}  // namespace natsop::jetstream
