#include "core/text/time.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <ctime>
#include <limits>

#include "core/text/ascii.h"

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
using std::chrono::floor;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;

/// The first second of the year 1.
constexpr Seconds kYearOne = sys_days(std::chrono::year(1) / 1 / 1);

/// A moment taken apart in a zone.
struct Civil {
  int year;
  unsigned month, day;
  std::int64_t hour, minute, second;
};

Civil civil(Seconds time, seconds east) {
  const Seconds local = time + east;
  const auto day = floor<days>(local);
  const year_month_day date(day);
  const std::int64_t rest = (local - day).count();
  return {int(date.year()), unsigned(date.month()), unsigned(date.day()),
          rest / 3600,      rest / 60 % 60,         rest % 60};
}

std::string offset_text(seconds east) {
  if (east == 0s) {
    return "Z";
  }
  const std::int64_t minutes = std::abs(east.count()) / 60;
  return fmt::format("{}{:02}:{:02}", east < 0s ? '-' : '+', minutes / 60, minutes % 60);
}

std::string print_civil(const Civil& c, char between) {
  return fmt::format("{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}", c.year, c.month, c.day, between,
                     c.hour, c.minute, c.second);
}

/// Takes digits and separators of a fixed layout off the front of a text.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool digits(std::size_t count, int& out) {
    if (rest_.size() < count) {
      return false;
    }
    out = 0;
    for (const char c : rest_.substr(0, count)) {
      if (!is_digit(c)) {
        return false;
      }
      out = out * 10 + (c - '0');
    }
    rest_.remove_prefix(count);
    return true;
  }

  bool take(char c) {
    if (!rest_.starts_with(c)) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }

  /// The digits of a fraction of a second, cut to nine.
  bool fraction(nanoseconds& out) {
    std::int64_t value = 0;
    int count = 0;
    for (; !rest_.empty() && is_digit(rest_.front()); rest_.remove_prefix(1), ++count) {
      if (count < 9) {
        value = value * 10 + (rest_.front() - '0');
      }
    }
    for (int i = count; i < 9; ++i) {
      value *= 10;
    }
    out = nanoseconds(value);
    return count > 0;
  }

  bool date(char separator, sys_days& out) {
    int year = 0;
    int month = 0;
    int day = 0;
    if (!digits(4, year) || !take(separator) || !digits(2, month) || !take(separator) ||
        !digits(2, day)) {
      return false;
    }
    const auto date = std::chrono::year(year) / std::chrono::month(static_cast<unsigned>(month)) /
                      std::chrono::day(static_cast<unsigned>(day));
    out = sys_days(date);
    return date.ok();
  }

  bool clock(seconds& out) {
    int hour = 0;
    int minute = 0;
    int second = 0;
    if (!digits(2, hour) || !take(':') || !digits(2, minute) || !take(':') || !digits(2, second)) {
      return false;
    }
    out = seconds(hour * 3600 + minute * 60 + second);
    return hour < 24 && minute < 60 && second < 60;
  }

  bool offset(seconds& east) {
    if (take('Z')) {
      east = 0s;
      return true;
    }
    const bool west = rest_.starts_with('-');
    int hour = 0;
    int minute = 0;
    if ((!west && !rest_.starts_with('+')) || !take(west ? '-' : '+') || !digits(2, hour) ||
        !take(':') || !digits(2, minute) || hour > 24 || minute > 59) {
      return false;
    }
    east = seconds(hour * 3600 + minute * 60) * (west ? -1 : 1);
    return true;
  }

  [[nodiscard]] bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

struct Parsed {
  Seconds time;
  nanoseconds fraction{0};
};

Result<Parsed> parse_full(std::string_view text) {
  Cursor cursor(text);
  sys_days date;
  seconds clock{0};
  seconds east{0};
  Parsed parsed;
  if (!cursor.date('-', date) || !cursor.take('T') || !cursor.clock(clock) ||
      (cursor.take('.') && !cursor.fraction(parsed.fraction)) || !cursor.offset(east) ||
      !cursor.done()) {
    return Error(Code::Invalid, fmt::format("invalid time \"{}\"", text))
        .hint("RFC 3339, such as 2026-11-21T11:00:00Z");
  }
  parsed.time = Seconds(date) + clock - east;
  return parsed;
}

struct Magnitude {
  seconds below;
  const char* text;  // {} stands for the count
  seconds unit;
};

constexpr seconds kWeek = days(7);
constexpr seconds kMonth = days(30);
constexpr seconds kYear = kMonth * 12;

// The steps of the library that nsc prints relative times with.
constexpr std::array kMagnitudes{
    Magnitude{1s, "now", 1s},
    Magnitude{2s, "1 second", 1s},
    Magnitude{1min, "{} seconds", 1s},
    Magnitude{2min, "1 minute", 1s},
    Magnitude{1h, "{} minutes", 1min},
    Magnitude{2h, "1 hour", 1s},
    Magnitude{days(1), "{} hours", 1h},
    Magnitude{days(2), "1 day", 1s},
    Magnitude{kWeek, "{} days", days(1)},
    Magnitude{2 * kWeek, "1 week", 1s},
    Magnitude{kMonth, "{} weeks", kWeek},
    Magnitude{2 * kMonth, "1 month", 1s},
    Magnitude{kYear, "{} months", kMonth},
    Magnitude{18 * kMonth, "1 year", 1s},
    Magnitude{2 * kYear, "2 years", 1s},
    Magnitude{37 * kYear, "{} years", kYear},
};

constexpr std::string_view kExpiryUnits = "mhdMyw";

}  // namespace

Seconds to_seconds(Time time) { return time == kZeroTime ? kYearOne : floor<seconds>(time); }

std::string rfc3339(Seconds time, const Zone& zone) {
  const seconds east = zone.at(time).east;
  return print_civil(civil(time, east), 'T') + offset_text(east);
}

std::string rfc3339_nano(Time time, const Zone& zone) {
  const Seconds whole = to_seconds(time);
  if (time == kZeroTime) {
    return rfc3339(whole);
  }
  const seconds east = zone.at(whole).east;
  std::string out = print_civil(civil(whole, east), 'T');
  const std::int64_t fraction = nanoseconds(time - whole).count();
  if (fraction != 0) {
    out += fmt::format(".{:09}", fraction);
    out.erase(out.find_last_not_of('0') + 1);
  }
  return out + offset_text(east);
}

Result<Time> parse_rfc3339(std::string_view text) {
  NATSOP_TRY(const Parsed parsed, parse_full(text));
  if (parsed.time == kYearOne && parsed.fraction == 0ns) {
    return kZeroTime;
  }
  constexpr Seconds kFirst = sys_days(std::chrono::year(1678) / 1 / 1);
  constexpr Seconds kLast = sys_days(std::chrono::year(2262) / 1 / 1);
  if (parsed.time < kFirst || parsed.time >= kLast) {
    return Error(Code::Invalid, fmt::format("time \"{}\" is outside the years 1678 to 2261", text));
  }
  return Time(parsed.time) + parsed.fraction;
}

Result<Seconds> parse_rfc3339_seconds(std::string_view text) {
  NATSOP_TRY(const Parsed parsed, parse_full(text));
  return parsed.time;
}

std::string date_time(Seconds time, const Zone& zone) {
  return print_civil(civil(time, zone.at(time).east), ' ');
}

Result<Seconds> parse_date_time(std::string_view text, char date_separator) {
  Cursor cursor(text);
  sys_days date;
  seconds clock{0};
  if (!cursor.date(date_separator, date) || !cursor.take(' ') || !cursor.clock(clock) ||
      !cursor.done()) {
    return Error(Code::Invalid, fmt::format("invalid time \"{}\"", text))
        .hint(fmt::format("YYYY{0}MM{0}DD HH:MM:SS in UTC", date_separator));
  }
  return Seconds(date) + clock;
}

Result<Seconds> parse_date(std::string_view text) {
  Cursor cursor(text);
  sys_days date;
  if (!cursor.date('-', date) || !cursor.done()) {
    return Error(Code::Invalid, fmt::format("invalid date \"{}\"", text)).hint("YYYY-MM-DD");
  }
  return Seconds(date);
}

std::string format_time(Seconds time, const Zone& zone, const char* layout) {
  const Zone::Offset offset = zone.at(time);
  const Civil c = civil(time, offset.east);
  const auto day = floor<days>(time + offset.east);
  struct tm fields{};
  fields.tm_year = c.year - 1900;
  fields.tm_mon = static_cast<int>(c.month) - 1;
  fields.tm_mday = static_cast<int>(c.day);
  fields.tm_hour = static_cast<int>(c.hour);
  fields.tm_min = static_cast<int>(c.minute);
  fields.tm_sec = static_cast<int>(c.second);
  fields.tm_wday = static_cast<int>(std::chrono::weekday(day).c_encoding());
  fields.tm_yday = static_cast<int>((day - sys_days(std::chrono::year(c.year) / 1 / 1)).count());
  fields.tm_gmtoff = offset.east.count();
  fields.tm_zone = offset.name.c_str();
  std::array<char, 256> buffer;
  static const locale_t kEnglish = ::newlocale(LC_ALL_MASK, "C", nullptr);
  const std::size_t size = ::strftime_l(buffer.data(), buffer.size(), layout, &fields, kEnglish);
  return std::string(buffer.data(), size);
}

std::string kitchen_time(Seconds time, const Zone& zone) {
  const Civil c = civil(time, zone.at(time).east);
  return fmt::format("{}:{:02}{}", c.hour % 12 == 0 ? 12 : c.hour % 12, c.minute,
                     c.hour < 12 ? "AM" : "PM");
}

std::string time_distance(Seconds a, Seconds b) {
  const seconds distance = a < b ? b - a : a - b;
  for (const Magnitude& magnitude : kMagnitudes) {
    if (distance < magnitude.below) {
      return fmt::format(fmt::runtime(magnitude.text), distance / magnitude.unit);
    }
  }
  return "a long while";
}

std::string relative_time(Seconds time, Seconds now) {
  const std::string distance = time_distance(time, now);
  if (distance == "now") {
    return distance;
  }
  return now > time ? distance + " ago" : "in " + distance;
}

Seconds add_calendar(Seconds time, int years, int months, int day_count) {
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const auto month = std::chrono::year_month(date.year(), date.month()) +
                     std::chrono::years(years) + std::chrono::months(months);
  // From the first of the month, so that 31 January and a month is 3 March rather than no day.
  const sys_days moved =
      sys_days(month / 1) + (days(unsigned(date.day())) - days(1)) + days(day_count);
  return Seconds(moved) + (time - day);
}

namespace {

/// The first count and unit in the text; nothing when there is none.
struct Step {
  std::string_view count;
  char unit = 0;
};

Step find_step(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::size_t end = i + (text[i] == '-' ? 1 : 0);
    const std::size_t first = end;
    while (end < text.size() && is_digit(text[end])) {
      ++end;
    }
    if (end == first) {
      continue;
    }
    if (end < text.size() && kExpiryUnits.find(text[end]) != std::string_view::npos) {
      return {text.substr(i, end - i), text[end]};
    }
    i = end - 1;
  }
  return {};
}

bool holds_date(std::string_view text) {
  for (std::size_t i = 0; i + 10 <= text.size(); ++i) {
    bool date = true;
    for (std::size_t j = 0; j < 10 && date; ++j) {
      date = j == 4 || j == 7 ? text[i + j] == '-' : is_digit(text[i + j]);
    }
    if (date) {
      return true;
    }
  }
  return false;
}

}  // namespace

Result<std::int64_t> parse_expiry(std::string_view text, Seconds now) {
  if (text.empty() || text == "0") {
    return 0;
  }
  if (text.find('.') != std::string_view::npos) {
    return Error(Code::Invalid, fmt::format("start/expiry must be an integer value: {}", text));
  }
  if (holds_date(text)) {
    constexpr std::string_view kUtc = " UTC";
    const auto when = text.ends_with(kUtc)
                          ? parse_date_time(text.substr(0, text.size() - kUtc.size()))
                          : parse_date(text);
    if (!when) {
      return Error(Code::Invalid, when.error().message())
          .hint("YYYY-MM-DD or \"YYYY-MM-DD hh:mm:ss UTC\"");
    }
    return when->time_since_epoch().count();
  }
  const Step step = find_step(text);
  if (step.unit == 0) {
    return Error(Code::Invalid, fmt::format("couldn't parse expiry: {}", text))
        .hint("a date YYYY-MM-DD, or a count with m (minutes), h, d, w, M (months) or y");
  }
  int count = 0;
  const auto parsed =
      std::from_chars(step.count.data(), step.count.data() + step.count.size(), count);
  constexpr int kCountMax =
      3'000'000;  // minutes in over five years, and all of the calendar in days
  if (parsed.ec != std::errc() || count > kCountMax || count < -kCountMax ||
      ((step.unit == 'y' || step.unit == 'M' || step.unit == 'w') && std::abs(count) > 96'000)) {
    return Error(Code::Invalid, fmt::format("couldn't parse expiry: {} is out of range", text));
  }
  if (count == 0) {
    return 0;
  }
  Seconds when = now;
  switch (step.unit) {
    case 'm':
      when += std::chrono::minutes(count);
      break;
    case 'h':
      when += std::chrono::hours(count);
      break;
    case 'd':
      when = add_calendar(now, 0, 0, count);
      break;
    case 'w':
      when = add_calendar(now, 0, 0, 7 * count);
      break;
    case 'M':
      when = add_calendar(now, 0, count, 0);
      break;
    default:
      when = add_calendar(now, count, 0, 0);
      break;
  }
  constexpr Seconds kEnd = sys_days(std::chrono::year(10000) / 1 / 1);
  if (when >= kEnd || when < kYearOne) {
    return Error(Code::Invalid, fmt::format("couldn't parse expiry: {} is out of range", text));
  }
  return when.time_since_epoch().count();
}

}  // namespace natsop::text
