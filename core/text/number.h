#pragma once
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace natsop::text {

namespace detail {
[[nodiscard]] std::string commas_signed(std::int64_t value);
[[nodiscard]] std::string commas_unsigned(std::uint64_t value);
}  // namespace detail

/// With a comma every three digits: "-1,234,567".
template <std::integral T>
[[nodiscard]] std::string commas(T value) {
  if constexpr (std::signed_integral<T>) {
    return detail::commas_signed(value);
  } else {
    return detail::commas_unsigned(value);
  }
}

/// The shortest decimal that reads back as `value`, with commas, cut (not rounded) to `digits`
/// after the point: "1,234.567".
[[nodiscard]] std::string commas(double value, int digits = 3);

/// Rounded to exactly `digits` after the point, with commas: "1,234.50".
[[nodiscard]] std::string fixed_commas(double value, int digits);

/// Digits of any length with commas ("-12345" to "-12,345"); text that is not an integer comes back
/// as it is.
[[nodiscard]] std::string commas_in(std::string_view digits);

/// As `nats top` counts messages: "999", "1.2K", "3.4M", "5.0B", "1.1T", by 1000.
[[nodiscard]] std::string compact_count(std::int64_t value);

/// As `nats top` shows bytes: "1023", "1.5K", "2.0M", "7.9G", by 1024.
[[nodiscard]] std::string compact_bytes(std::int64_t bytes);

/// Go's integer literals: 10, -10, 0x1f, 0o17, 017, 0b11, with single `_` between digits. Invalid
/// when malformed or out of range; the error quotes the text.
[[nodiscard]] Result<std::int64_t> parse_integer(std::string_view text);
[[nodiscard]] Result<std::uint64_t> parse_unsigned(std::string_view text);

/// Decimal digits alone, with an optional sign: what protocols carry.
[[nodiscard]] Result<std::int64_t> parse_decimal(std::string_view text);

/// A finite decimal number such as "1.5" or "1e-3".
[[nodiscard]] Result<double> parse_float(std::string_view text);

/// "true", "false" and what Go's ParseBool takes besides: 1 t T TRUE True, 0 f F FALSE False.
[[nodiscard]] Result<bool> parse_bool(std::string_view text);

}  // namespace natsop::text
