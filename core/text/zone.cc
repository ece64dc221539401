#include "core/text/zone.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <ctime>
#include <limits>
#include <optional>
#include <vector>

#include "core/base/files.h"
#include "core/text/ascii.h"

namespace natsop::text {

namespace {

using std::chrono::sys_days;
using std::chrono::sys_seconds;

/// The day and second at which a POSIX TZ rule changes the clocks, in the local time before the
/// change.
struct RuleDate {
  enum class Kind {
    Julian,
    Day,
    Month
  };  // Jn counts no 29 February, n does, Mm.w.d names a weekday
  Kind kind = Kind::Month;
  int month = 0;
  int week = 0;
  int day = 0;
  std::int64_t second = 7200;
};

/// The rule after the last recorded change, the file's footer: "CET-1CEST,M3.5.0,M10.5.0/3".
struct Rule {
  Zone::Offset standard;
  std::optional<Zone::Offset> summer;
  RuleDate starts;
  RuleDate ends;
};

/// Reads a POSIX TZ string; each function takes what it read off the front.
class RuleReader {
 public:
  explicit RuleReader(std::string_view text) : text_(text) {}

  std::optional<Rule> read() {
    Rule rule;
    if (!name(rule.standard.name) || !offset(rule.standard.east)) {
      return std::nullopt;
    }
    if (text_.empty()) {
      return rule;
    }
    Zone::Offset summer{rule.standard.east + std::chrono::hours(1), ""};
    if (!name(summer.name) || (!text_.starts_with(',') && !offset(summer.east))) {
      return std::nullopt;
    }
    if (!date(rule.starts) || !date(rule.ends)) {
      return std::nullopt;
    }
    rule.summer = summer;
    return rule;
  }

 private:
  bool take(char c) {
    if (!text_.starts_with(c)) {
      return false;
    }
    text_.remove_prefix(1);
    return true;
  }

  bool name(std::string& out) {
    out.clear();
    const bool quoted = take('<');
    while (!text_.empty() && (quoted ? text_.front() != '>' : is_alpha(text_.front()))) {
      out += text_.front();
      text_.remove_prefix(1);
    }
    return !out.empty() && (!quoted || take('>'));
  }

  bool number(std::int64_t& out) {
    out = 0;
    std::size_t digits = 0;
    for (; !text_.empty() && is_digit(text_.front()) && digits < 4; ++digits) {
      out = out * 10 + (text_.front() - '0');
      text_.remove_prefix(1);
    }
    return digits > 0;
  }

  /// [+-]hh[:mm[:ss]] in seconds.
  bool clock(std::int64_t& out) {
    const bool negative = take('-');
    if (!negative) {
      take('+');
    }
    std::int64_t hours = 0;
    std::int64_t minutes = 0;
    std::int64_t seconds = 0;
    if (!number(hours) || (take(':') && (!number(minutes) || (take(':') && !number(seconds))))) {
      return false;
    }
    out = hours * 3600 + minutes * 60 + seconds;
    out = negative ? -out : out;
    return true;
  }

  /// POSIX counts west of UTC as positive.
  bool offset(std::chrono::seconds& east) {
    std::int64_t west = 0;
    if (!clock(west)) {
      return false;
    }
    east = std::chrono::seconds(-west);
    return true;
  }

  bool date(RuleDate& out) {
    if (!take(',')) {
      return false;
    }
    std::int64_t month = 0;
    std::int64_t week = 0;
    std::int64_t day = 0;
    if (take('M')) {
      if (!number(month) || !take('.') || !number(week) || !take('.') || !number(day) ||
          month < 1 || month > 12 || week < 1 || week > 5 || day > 6) {
        return false;
      }
    } else {
      out.kind = take('J') ? RuleDate::Kind::Julian : RuleDate::Kind::Day;
      if (!number(day) || day > 365) {
        return false;
      }
    }
    out.month = static_cast<int>(month);
    out.week = static_cast<int>(week);
    out.day = static_cast<int>(day);
    return !take('/') || clock(out.second);
  }

  std::string_view text_;
};

/// When a rule's date falls in a year, counted in the clock time that it is written in.
std::int64_t local_second(const RuleDate& date, std::chrono::year year) {
  using std::chrono::days;
  const auto new_year = sys_days(year / 1 / 1);
  sys_days day = new_year;
  switch (date.kind) {
    case RuleDate::Kind::Julian:
      day = new_year + days(date.day - 1 + (year.is_leap() && date.day >= 60 ? 1 : 0));
      break;
    case RuleDate::Kind::Day:
      day = new_year + days(date.day);
      break;
    case RuleDate::Kind::Month: {
      const std::chrono::month month(static_cast<unsigned>(date.month));
      const std::chrono::weekday weekday(static_cast<unsigned>(date.day));
      day = date.week == 5 ? sys_days(year / month / weekday[std::chrono::last])
                           : sys_days(year / month / weekday[static_cast<unsigned>(date.week)]);
      break;
    }
  }
  return sys_seconds(day).time_since_epoch().count() + date.second;
}

Zone::Offset at_rule(const Rule& rule, sys_seconds time) {
  if (!rule.summer) {
    return rule.standard;
  }
  const auto local = std::chrono::floor<std::chrono::days>(time + rule.standard.east);
  const auto year = std::chrono::year_month_day(local).year();
  const std::int64_t now = time.time_since_epoch().count();
  const std::int64_t starts = local_second(rule.starts, year) - rule.standard.east.count();
  const std::int64_t ends = local_second(rule.ends, year) - rule.summer->east.count();
  // South of the equator summer spans the new year.
  const bool summer = starts < ends ? now >= starts && now < ends : now >= starts || now < ends;
  return summer ? *rule.summer : rule.standard;
}

}  // namespace

/// A TZif file (RFC 8536): the moments the clocks changed, what held from each, and the rule for
/// after the last.
struct Zone::Table {
  std::vector<std::int64_t> changes;
  std::vector<std::uint8_t> kinds;
  std::vector<Offset> offsets;
  std::optional<Rule> rule;
  std::size_t before = 0;  // the offset before the first change
};

namespace {

std::int64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) {
    value = value << 8 | static_cast<unsigned char>(c);
  }
  return bytes.size() == 4 ? static_cast<std::int32_t>(static_cast<std::uint32_t>(value))
                           : static_cast<std::int64_t>(value);
}

/// The six counts of a TZif header, in the file's order.
struct Counts {
  std::size_t is_ut, is_std, leap, time, type, chars;
  [[nodiscard]] std::size_t size(std::size_t time_size) const {
    return time * time_size + time + type * 6 + chars + leap * (time_size + 4) + is_std + is_ut;
  }
};

constexpr std::size_t kHeaderSize = 44;

std::optional<Counts> read_header(std::string_view data) {
  if (data.size() < kHeaderSize || !data.starts_with("TZif") || data[4] < '2') {
    return std::nullopt;
  }
  std::array<std::size_t, 6> counts{};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    counts[i] = static_cast<std::size_t>(big_endian(data.substr(20 + i * 4, 4)));
    if (counts[i] > 100'000) {
      return std::nullopt;
    }
  }
  return Counts{counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]};
}

}  // namespace

Zone Zone::utc() { return Zone(); }

Zone Zone::local() {
  Zone zone;
  zone.kind_ = Kind::Local;
  return zone;
}

Zone Zone::fixed(std::chrono::seconds east, std::string name) {
  Zone zone;
  zone.fixed_ = {east, std::move(name)};
  return zone;
}

Result<Zone> Zone::named(std::string_view name) {
  if (name.empty() || name == "UTC") {
    return utc();
  }
  if (name == "Local") {
    return local();
  }
  const Error unknown(Code::NotFound, fmt::format("unknown time zone \"{}\"", name));
  if (name.front() == '/' || name.find("..") != std::string_view::npos ||
      name.find('\\') != std::string_view::npos || name.find('\0') != std::string_view::npos) {
    return unknown;
  }
  const auto data = read_file("/usr/share/zoneinfo/" + std::string(name), std::size_t{1} << 20);
  if (!data) {
    return unknown;
  }
  // The first block has 32-bit times for old readers; the second, after it, has all of it again
  // with 64 bits.
  const std::string_view file = *data;
  const auto old_counts = read_header(file);
  if (!old_counts || file.size() < kHeaderSize + old_counts->size(4)) {
    return unknown;
  }
  std::string_view block = file.substr(kHeaderSize + old_counts->size(4));
  const auto counts = read_header(block);
  if (!counts || block.size() < kHeaderSize + counts->size(8) || counts->type == 0) {
    return unknown;
  }
  block.remove_prefix(kHeaderSize);
  auto table = std::make_shared<Table>();
  for (std::size_t i = 0; i < counts->time; ++i) {
    table->changes.push_back(big_endian(block.substr(i * 8, 8)));
    table->kinds.push_back(static_cast<std::uint8_t>(block[counts->time * 8 + i]));
    if (table->kinds.back() >= counts->type) {
      return unknown;
    }
  }
  const std::string_view types = block.substr(counts->time * 9, counts->type * 6);
  const std::string_view names = block.substr(counts->time * 9 + counts->type * 6, counts->chars);
  for (std::size_t i = 0; i < counts->type; ++i) {
    const auto at =
        std::min<std::size_t>(static_cast<std::uint8_t>(types[i * 6 + 5]), names.size());
    const std::string_view text = names.substr(at);
    table->offsets.push_back({std::chrono::seconds(big_endian(types.substr(i * 6, 4))),
                              std::string(text.substr(0, text.find('\0')))});
  }
  const std::string_view footer = trim(block.substr(counts->size(8)));
  table->rule = RuleReader(footer).read();
  Zone zone;
  zone.kind_ = Kind::Table;
  zone.table_ = std::move(table);
  return zone;
}

Zone::Offset Zone::at(std::chrono::sys_seconds time) const {
  switch (kind_) {
    case Kind::Fixed:
      return fixed_;
    case Kind::Local: {
      const auto seconds = static_cast<time_t>(time.time_since_epoch().count());
      struct tm local{};
      if (::localtime_r(&seconds, &local) == nullptr) {
        return {};
      }
      return {std::chrono::seconds(local.tm_gmtoff), local.tm_zone};
    }
    case Kind::Table:
      break;
  }
  const std::int64_t seconds = time.time_since_epoch().count();
  const auto next = std::upper_bound(table_->changes.begin(), table_->changes.end(), seconds);
  if (next == table_->changes.end() && table_->rule) {
    return at_rule(*table_->rule, time);
  }
  if (next == table_->changes.begin()) {
    return table_->offsets[table_->before];
  }
  const auto index = static_cast<std::size_t>(next - table_->changes.begin()) - 1;
  return table_->offsets[table_->kinds[index]];
}

}  // namespace natsop::text
