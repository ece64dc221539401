#include "core/text/number.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/text/ascii.h"

namespace natsop::text {

namespace {

/// "1234567" to "1,234,567"; `digits` has no sign.
std::string group(std::string_view digits) {
  std::string out;
  out.reserve(digits.size() + digits.size() / 3);
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) {
      out += ',';
    }
    out += digits[i];
  }
  return out;
}

std::string group_decimal(std::string_view number) {
  std::string out;
  if (number.starts_with('-')) {
    out = "-";
    number.remove_prefix(1);
  }
  const std::size_t point = number.find('.');
  out += group(number.substr(0, point));
  if (point != std::string_view::npos) {
    out += number.substr(point);
  }
  return out;
}

Error malformed(std::string_view text) {
  return Error(Code::Invalid, fmt::format("invalid number \"{}\"", text));
}

Error out_of_range(std::string_view text) {
  return Error(Code::Invalid, fmt::format("number \"{}\" is out of range", text));
}

/// The base that a Go literal's prefix names, which it takes off; a leading 0 alone means octal.
int take_base(std::string_view& digits) {
  if (digits.size() < 2 || digits.front() != '0') {
    return 10;
  }
  switch (to_lower(digits[1])) {
    case 'x':
      digits.remove_prefix(2);
      return 16;
    case 'b':
      digits.remove_prefix(2);
      return 2;
    case 'o':
      digits.remove_prefix(2);
      return 8;
    default:
      digits.remove_prefix(1);
      return 8;
  }
}

/// The digits of `literal` after its sign, as a magnitude.
Result<std::uint64_t> parse_magnitude(std::string_view literal, std::string_view text) {
  std::string_view digits = literal;
  const int base = take_base(digits);
  std::string plain;
  // An underscore stands between digits, or between a prefix and a digit.
  bool separator_allowed = digits.size() != literal.size();
  for (const char c : digits) {
    if (c != '_') {
      plain += c;
    } else if (!separator_allowed) {
      return malformed(text);
    }
    separator_allowed = c != '_';
  }
  if (plain.empty() || digits.back() == '_') {
    return malformed(text);
  }
  std::uint64_t value = 0;
  const char* end = plain.data() + plain.size();
  const auto parsed = std::from_chars(plain.data(), end, value, base);
  if (parsed.ec == std::errc::result_out_of_range) {
    return out_of_range(text);
  }
  if (parsed.ec != std::errc() || parsed.ptr != end) {
    return malformed(text);
  }
  return value;
}

Result<std::int64_t> with_sign(std::uint64_t magnitude, bool negative, std::string_view text) {
  constexpr std::uint64_t kLimit = std::uint64_t{1} << 63;
  if (magnitude > kLimit || (magnitude == kLimit && !negative)) {
    return out_of_range(text);
  }
  return static_cast<std::int64_t>(negative ? std::uint64_t{0} - magnitude : magnitude);
}

bool take_sign(std::string_view& text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) {
    text.remove_prefix(1);
  }
  return negative;
}

}  // namespace

namespace detail {

std::string commas_signed(std::int64_t value) { return group_decimal(std::to_string(value)); }
std::string commas_unsigned(std::uint64_t value) { return group(std::to_string(value)); }

}  // namespace detail

std::string commas(double value, int digits) {
  if (!std::isfinite(value)) {
    return std::isnan(value) ? "NaN" : value < 0 ? "-Inf" : "+Inf";
  }
  std::array<char, 400> buffer;  // the longest double in fixed notation takes 327 characters
  const auto printed =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed);
  const std::string out = group_decimal(
      std::string_view(buffer.data(), static_cast<std::size_t>(printed.ptr - buffer.data())));
  const std::size_t point = out.find('.');
  if (point == std::string::npos) {
    return out;
  }
  return out.substr(0, digits <= 0 ? point : point + 1 + static_cast<std::size_t>(digits));
}

std::string fixed_commas(double value, int digits) {
  if (!std::isfinite(value)) {
    return commas(value);
  }
  return group_decimal(fmt::format("{:.{}f}", value, digits < 0 ? 0 : digits));
}

std::string commas_in(std::string_view digits) {
  std::string_view rest = digits;
  const bool negative = take_sign(rest);
  if (rest.empty() || rest.find_first_not_of("0123456789") != std::string_view::npos) {
    return std::string(digits);
  }
  return (negative ? "-" : "") + group(rest);
}

std::string compact_count(std::int64_t value) {
  const auto number = static_cast<double>(value);
  constexpr std::array kUnits{"K", "M", "B", "T"};
  if (value < 1000) {
    return std::to_string(value);
  }
  double scale = 1000;
  std::size_t unit = 0;
  for (; unit + 1 < kUnits.size() && number >= scale * 1000; ++unit) {
    scale *= 1000;
  }
  return fmt::format("{:.1f}{}", number / scale, kUnits[unit]);
}

std::string compact_bytes(std::int64_t bytes) {
  const auto number = static_cast<double>(bytes);
  constexpr std::array kUnits{"K", "M", "G"};
  if (bytes < 1024) {
    return std::to_string(bytes);
  }
  double scale = 1024;
  std::size_t unit = 0;
  for (; unit + 1 < kUnits.size() && number >= scale * 1024; ++unit) {
    scale *= 1024;
  }
  return fmt::format("{:.1f}{}", number / scale, kUnits[unit]);
}

Result<std::int64_t> parse_integer(std::string_view text) {
  std::string_view rest = text;
  const bool negative = take_sign(rest);
  NATSOP_TRY(const std::uint64_t magnitude, parse_magnitude(rest, text));
  return with_sign(magnitude, negative, text);
}

Result<std::uint64_t> parse_unsigned(std::string_view text) { return parse_magnitude(text, text); }

Result<std::int64_t> parse_decimal(std::string_view text) {
  std::string_view rest = text;
  const bool negative = take_sign(rest);
  std::uint64_t magnitude = 0;
  const auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), magnitude);
  if (parsed.ec == std::errc::result_out_of_range) {
    return out_of_range(text);
  }
  if (parsed.ec != std::errc() || parsed.ptr != rest.data() + rest.size()) {
    return malformed(text);
  }
  return with_sign(magnitude, negative, text);
}

Result<double> parse_float(std::string_view text) {
  std::string_view rest = text;
  if (rest.starts_with('+')) {
    rest.remove_prefix(1);
  }
  double value = 0;
  const auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  if (parsed.ec == std::errc::result_out_of_range) {
    return out_of_range(text);
  }
  if (parsed.ec != std::errc() || parsed.ptr != rest.data() + rest.size() ||
      !std::isfinite(value)) {
    return malformed(text);
  }
  return value;
}

Result<bool> parse_bool(std::string_view text) {
  for (const std::string_view yes : {"1", "t", "T", "true", "TRUE", "True"}) {
    if (text == yes) {
      return true;
    }
  }
  for (const std::string_view no : {"0", "f", "F", "false", "FALSE", "False"}) {
    if (text == no) {
      return false;
    }
  }
  return Error(Code::Invalid, fmt::format("invalid boolean \"{}\"", text)).hint("true or false");
}

}  // namespace natsop::text
