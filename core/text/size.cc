#include "core/text/size.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

#include "core/text/ascii.h"
#include "core/text/number.h"

namespace natsop::text {

namespace {

constexpr std::string_view kWrongUnit = "bytes must end in B, K, KB, M, MB, G, GB, T or TB";

Error wrong_size(std::string_view text) {
  return Error(Code::Invalid, fmt::format("invalid bytes specification {}: {}", text, kWrongUnit));
}

/// The power of 1024 that a unit word of natscli means; -1 when unknown.
int binary_power(std::string_view unit) {
  const std::string word = ascii_upper(unit);
  if (word == "B") {
    return 0;
  }
  constexpr std::string_view kLetters = "KMGT";
  const auto power = kLetters.find(word.front());
  const std::string_view rest = std::string_view(word).substr(1);
  if (power == std::string_view::npos || !(rest.empty() || rest == "B" || rest == "IB")) {
    return -1;
  }
  return static_cast<int>(power) + 1;
}

std::string print_in(std::uint64_t bytes, std::uint64_t base,
                     const std::array<const char*, 7>& units) {
  if (bytes < 10) {
    return fmt::format("{} B", bytes);
  }
  std::size_t power = 0;
  std::uint64_t scale = 1;
  while (power + 1 < units.size() && bytes / scale >= base) {
    scale *= base;
    ++power;
  }
  const double value =
      std::floor(static_cast<double>(bytes) / static_cast<double>(scale) * 10 + 0.5) / 10;
  return value < 10 ? fmt::format("{:.1f} {}", value, units[power])
                    : fmt::format("{:.0f} {}", value, units[power]);
}

/// What a unit word of nsc multiplies by; 0 when unknown.
double decimal_unit(std::string_view unit) {
  const std::string word = ascii_lower(unit);
  if (word.empty() || word == "b") {
    return 1;
  }
  constexpr std::string_view kLetters = "kmgtpe";
  const auto power = kLetters.find(word.front());
  if (power == std::string_view::npos) {
    return 0;
  }
  const auto exponent = static_cast<double>(power + 1);
  const std::string_view rest = std::string_view(word).substr(1);
  if (rest.empty() || rest == "b") {
    return std::pow(1000.0, exponent);
  }
  return rest == "i" || rest == "ib" ? std::pow(1024.0, exponent) : 0;
}

}  // namespace

Result<std::int64_t> parse_size(std::string_view text, std::int64_t max) {
  const std::string_view trimmed = trim(text);
  if (trimmed.empty() || trimmed.front() == '-') {
    return -1;
  }
  std::size_t digits = trimmed.front() == '+' ? 1 : 0;
  const std::size_t first = digits;
  while (digits < trimmed.size() && is_digit(trimmed[digits])) {
    ++digits;
  }
  std::size_t unit_end = digits;
  while (unit_end < trimmed.size() && is_word(trimmed[unit_end])) {
    ++unit_end;
  }
  const std::string_view unit = trimmed.substr(digits, unit_end - digits);
  if (digits == first || (unit.empty() && digits != trimmed.size()) ||
      (first == 1 && !unit.empty())) {
    return wrong_size(text);
  }
  const int power = unit.empty() ? 0 : binary_power(unit);
  if (power < 0) {
    return wrong_size(text);
  }
  std::int64_t value = 0;
  const auto parsed = std::from_chars(trimmed.data() + first, trimmed.data() + digits, value);
  const std::int64_t scale = std::int64_t{1} << (10 * power);
  if (parsed.ec != std::errc() || __builtin_mul_overflow(value, scale, &value) || value > max) {
    return Error(Code::Invalid,
                 fmt::format("bytes value out of allowed range: maximum value {}", commas(max)))
        .hint(fmt::format("\"{}\" is too large", text));
  }
  return value;
}

std::string print_size(std::uint64_t bytes) {
  return print_in(bytes, 1024, {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"});
}

std::string print_decimal_size(std::uint64_t bytes) {
  return print_in(bytes, 1000, {"B", "kB", "MB", "GB", "TB", "PB", "EB"});
}

Result<std::int64_t> parse_decimal_size(std::string_view text) {
  if (text.empty()) {
    return 0;
  }
  const bool negative = text.front() == '-';
  std::string_view rest = negative ? text.substr(1) : text;
  std::string number;
  bool commas_seen = false;
  while (!rest.empty() && (is_digit(rest.front()) || rest.front() == '.' || rest.front() == ',')) {
    if (rest.front() != ',') {
      number += rest.front();
    } else {
      commas_seen = true;
    }
    rest.remove_prefix(1);
  }
  double value = 0;
  const auto parsed = std::from_chars(number.data(), number.data() + number.size(), value);
  if (parsed.ec != std::errc() || parsed.ptr != number.data() + number.size()) {
    return Error(Code::Invalid, fmt::format("invalid number \"{}\"", text))
        .hint("a number with an optional unit, such as 1000, 1.5GB or 10MiB");
  }
  const double unit = decimal_unit(trim(rest));
  if (unit == 0) {
    return Error(Code::Invalid, fmt::format("unhandled size name: {}", ascii_lower(trim(rest))))
        .hint("units are B, K, M, G, T, P and E, alone or with B or iB");
  }
  constexpr double kTooLarge = 9223372036854775808.0;  // 2^63
  if (value * unit >= kTooLarge) {
    // A plain integer is exact beyond what a double holds.
    std::int64_t exact = 0;
    const auto plain = std::from_chars(number.data(), number.data() + number.size(), exact);
    if (unit != 1 || commas_seen || plain.ec != std::errc() ||
        plain.ptr != number.data() + number.size()) {
      return Error(Code::Invalid, fmt::format("too large: {}", text));
    }
    return negative ? -exact : exact;
  }
  auto whole = static_cast<std::int64_t>(value * unit);
  if (unit == 1 && number.find('.') == std::string::npos) {
    std::from_chars(number.data(), number.data() + number.size(), whole);
  }
  return negative ? -whole : whole;
}

}  // namespace natsop::text
