#include "core/config/scanner.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <utility>

#include "core/text/ascii.h"
#include "core/text/quote.h"
#include "core/text/time.h"

namespace natsop::config {
namespace {

using text::is_digit;
using text::is_space;

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_line_end(char c) { return c == '\n' || c == '\r'; }
bool is_separator(char c) { return c == '=' || c == ':'; }

/// What a number's suffix multiplies by; 0 for what is none. Letters alone count by thousands,
/// with b, i or ib by 1024.
std::int64_t factor(std::string_view suffix) {
  constexpr std::string_view kLetters = "kmgtpe";
  if (suffix.empty()) return 1;
  const auto power = kLetters.find(text::ascii_lower(suffix.substr(0, 1))[0]);
  const auto rest = text::ascii_lower(suffix.substr(1));
  if (power == std::string_view::npos ||
      (!rest.empty() && rest != "b" && rest != "i" && rest != "ib")) {
    return 0;
  }
  std::int64_t out = 1;
  for (std::size_t i = 0; i <= power; ++i) out *= rest.empty() ? 1000 : 1024;
  return out;
}

}  // namespace

bool ends_value(char c) {
  return c == '\0' || is_blank(c) || is_line_end(c) || c == ',' || c == ';' || c == ']' || c == '}';
}

void Scanner::advance(std::size_t count) {
  for (; count > 0 && at_ < text_.size(); --count, ++at_) {
    if (text_[at_] == '\n') {
      ++line_;
      line_start_ = at_ + 1;
    }
  }
}

Position Scanner::position() const {
  return {file_, line_, static_cast<int>(at_ - line_start_) + 1};
}

Error Scanner::error(std::string_view message) const {
  return error_at(position(), fmt::format("Parse error: {}", message));
}

std::string Scanner::next_name() const {
  if (at_end()) return "the end of the file";
  if (is_line_end(peek())) return "the end of the line";
  const auto quoted = text::go_quote(text_.substr(at_, 1));
  return fmt::format("'{}'", peek() == '"' ? "\"" : quoted.substr(1, quoted.size() - 2));
}

void Scanner::skip_space(bool lines) {
  while (!at_end() && (is_blank(peek()) || (lines && is_space(peek())))) advance();
}

bool Scanner::at_comment() const { return peek() == '#' || (peek() == '/' && peek(1) == '/'); }

void Scanner::skip_comments(bool lines) {
  for (skip_space(lines); at_comment(); skip_space(lines)) {
    while (!at_end() && !is_line_end(peek())) advance();
  }
}

Result<std::string> Scanner::key(bool& quoted) {
  quoted = peek() == '"' || peek() == '\'';
  if (quoted) {
    // Keys in quotes know no escapes.
    const char quote = peek();
    const auto end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) return error("a key in quotes has no end");
    std::string out(text_.substr(at_ + 1, end - at_ - 1));
    advance(end + 1 - at_);
    return out;
  }
  const auto start = at_;
  while (!at_end() && !is_space(peek()) && !is_separator(peek())) advance();
  return std::string(text_.substr(start, at_ - start));
}

Result<std::string> Scanner::path() {
  if (peek() == '"') return double_quoted();
  if (peek() == '\'') return single_quoted();
  const auto start = at_;
  while (!at_end() && !is_space(peek()) && peek() != ';' && peek() != '}') advance();
  if (at_ == start)
    return error(fmt::format("expected a file after include, found {}", next_name()));
  return std::string(text_.substr(start, at_ - start));
}

Result<void> Scanner::escape(std::string& out) {
  constexpr std::array<std::pair<char, char>, 5> kEscapes = {
      {{'t', '\t'}, {'n', '\n'}, {'r', '\r'}, {'"', '"'}, {'\\', '\\'}}};
  for (const auto& [letter, meaning] : kEscapes) {
    if (peek(1) != letter) continue;
    out += meaning;
    advance(2);
    return {};
  }
  const int high = text::hex_value(peek(2));
  const int low = text::hex_value(peek(3));
  if (peek(1) != 'x') {
    return error("after a backslash comes one of t n r \" \\ or xHH");
  }
  if (high < 0 || low < 0) return error("after \\x come two hexadecimal digits");
  out += static_cast<char>(high * 16 + low);
  advance(4);
  return {};
}

Result<std::string> Scanner::double_quoted() {
  const auto opening = *this;
  advance();
  std::string out;
  while (peek() != '"') {
    if (at_end()) return opening.error("text in quotes has no end");
    if (peek() == '\\') {
      NATSOP_CHECK(escape(out));
    } else {
      out += peek();
      advance();
    }
  }
  advance();
  return out;
}

Result<std::string> Scanner::single_quoted() {
  const auto end = text_.find('\'', at_ + 1);
  if (end == std::string_view::npos) return error("text in quotes has no end");
  std::string out(text_.substr(at_ + 1, end - at_ - 1));
  advance(end + 1 - at_);
  return out;
}

Result<std::string> Scanner::block() {
  // Ends at a line that is a closing parenthesis and nothing else.
  for (auto end = text_.find("\n)", at_); end != std::string_view::npos;
       end = text_.find("\n)", end + 1)) {
    if (end + 2 < text_.size() && text_[end + 2] != '\n') continue;
    std::string out(text_.substr(at_ + 1, end - at_));
    advance(end + 2 - at_);
    return out;
  }
  return error("a ( block ends with a ) alone on its line, which is missing");
}

Result<Scanner::Bare> Scanner::bare(std::size_t start) {
  Bare out{.text = std::string(text_.substr(start, at_ - start))};
  while (!at_end() && !ends_value(peek())) {
    if (peek() == '\'') {
      advance();
      out.quote = true;
      break;
    }
    if (peek() == '\\') {
      NATSOP_CHECK(escape(out.text));
      out.escaped = true;
    } else {
      out.text += peek();
      advance();
    }
  }
  return out;
}

Result<Value> Scanner::text_from(std::size_t start, const Position& where) {
  NATSOP_TRY(auto rest, bare(start));
  return Value(std::move(rest.text), where);
}

Result<Value> Scanner::date(std::size_t start, const Position& where) {
  if (at_ - start != 4) {
    return error(
        "digits with a '-' are a date such as 2026-11-21T08:00:00Z; anything else goes in quotes");
  }
  constexpr std::string_view kRest = "-00-00T00:00:00Z";
  for (const char expected : kRest) {
    const bool fits = expected == '0' ? is_digit(peek()) : peek() == expected;
    if (!fits) {
      return error(fmt::format("a date is written 2026-11-21T08:00:00Z, found {}", next_name()));
    }
    advance();
  }
  const auto time = text::parse_rfc3339(text_.substr(start, at_ - start));
  if (!time) return error_at(where, "there is no such date");
  return Value(*time, where);
}

Result<Value> Scanner::decimal(std::size_t start, const Position& where) {
  advance();
  if (!is_digit(peek())) {
    return error(fmt::format("after the point comes a digit, found {}", next_name()));
  }
  while (is_digit(peek())) advance();
  if (peek() == '.') {  // an address after all
    while (is_digit(peek()) || peek() == '.' || peek() == ':' || peek() == '-') advance();
    return Value(std::string(text_.substr(start, at_ - start)), where);
  }
  double out = 0;
  const auto number = text_.substr(start, at_ - start);
  const auto [rest, problem] = std::from_chars(number.data(), number.data() + number.size(), out);
  if (problem != std::errc()) return error_at(where, "a number is out of range");
  return Value(out, where);
}

Result<Value> Scanner::integer(std::size_t start, const Position& where) {
  auto digits = start;
  while (digits < at_ && (is_digit(text_[digits]) || text_[digits] == '-')) ++digits;
  const auto number = text_.substr(start, digits - start);
  const auto suffix = text_.substr(digits, at_ - digits);
  const auto times = factor(suffix);
  if (times == 0) {
    return error_at(where, fmt::format("Parse error: \"{}\" is no unit: k, m, g, t, p, e count by "
                                       "1000, with a b behind by 1024",
                                       suffix));
  }
  std::int64_t out = 0;
  const auto [rest, problem] = std::from_chars(number.data(), number.data() + number.size(), out);
  if (problem != std::errc() || __builtin_mul_overflow(out, times, &out)) {
    return error_at(where, "an integer is out of the range");
  }
  return Value(out, where);
}

Result<Value> Scanner::number() {
  const auto start = at_;
  const auto where = position();
  const bool negative = peek() == '-';
  if (negative) {
    advance();
    if (!is_digit(peek())) {
      return error(
          fmt::format("after a minus comes a digit, found {}; text goes in quotes", next_name()));
    }
  }
  while (is_digit(peek())) advance();
  if (peek() == '-' && !negative) return date(start, where);
  if (peek() == '.') return decimal(start, where);
  const auto digits_end = at_;
  if (factor(text_.substr(at_, at_end() ? 0 : 1)) > 1) {
    advance();
    while (peek() == 'b' || peek() == 'B' || peek() == 'i' || peek() == 'I') advance();
  }
  if (at_end() || ends_value(peek())) return integer(start, where);
  if (negative && at_ == digits_end) return integer(start, where);
  return text_from(start, where);
}

}  // namespace natsop::config
