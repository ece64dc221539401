#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace natsop::text {

/// Character classes and case for ASCII alone: what protocols and formats mean, in every locale.
[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
[[nodiscard]] constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
[[nodiscard]] constexpr bool is_alpha(char c) { return is_lower(c) || is_upper(c); }
[[nodiscard]] constexpr bool is_word(char c) { return is_alpha(c) || is_digit(c) || c == '_'; }
[[nodiscard]] constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
[[nodiscard]] constexpr char to_lower(char c) {
  return is_upper(c) ? static_cast<char>(c + 32) : c;
}
[[nodiscard]] constexpr char to_upper(char c) {
  return is_lower(c) ? static_cast<char>(c - 32) : c;
}

/// The value of a hexadecimal digit of either case; -1 for any other character.
[[nodiscard]] constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char letter = to_lower(c);
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

[[nodiscard]] std::string ascii_lower(std::string_view text);
[[nodiscard]] std::string ascii_upper(std::string_view text);

/// Equal but for the case of ASCII letters.
[[nodiscard]] bool equal_fold(std::string_view a, std::string_view b);

/// Without ASCII white space at either end; a view into `text`.
[[nodiscard]] std::string_view trim(std::string_view text);

/// The parts between occurrences of `separator`, empty ones included; one empty part for empty
/// text. Views into `text`.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

/// The parts that white space and commas separate, without empty ones: how natscli reads lists.
/// Views into `text`.
[[nodiscard]] std::vector<std::string_view> split_list(std::string_view text);

/// The parts that white space separates, without empty ones. Views into `text`.
[[nodiscard]] std::vector<std::string_view> fields(std::string_view text);

/// `text` with every `from` replaced by `to`; unchanged when `from` is empty.
[[nodiscard]] std::string replace_all(std::string_view text, std::string_view from,
                                      std::string_view to);

}  // namespace natsop::text
