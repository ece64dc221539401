#include "core/subject/subject.h"

#include <fmt/format.h>

#include <optional>

namespace natsop::subject {

namespace {

bool is_white_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

bool is_wildcard(std::string_view token) { return token == kAnyToken || token == kRest; }

/// How many bytes the UTF-8 sequence at the front of `text` has; 0 when it is none (RFC 3629: no
/// overlong forms, no surrogates, nothing past U+10FFFF), nor when it is U+FFFD, which stands for
/// bytes that were none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) {
    return 1;
  }
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < size) {
    return 0;
  }
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) {
      return 0;
    }
  }
  const unsigned second = byte(1);
  if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) ||
      (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f) ||
      text.starts_with("\xef\xbf\xbd")) {
    return 0;
  }
  return size;
}

/// The first byte that is NUL or not UTF-8.
std::optional<std::size_t> find_not_printable(std::string_view subject) {
  for (std::size_t i = 0; i < subject.size();) {
    const std::size_t size = subject[i] == '\0' ? 0 : sequence_length(subject.substr(i));
    if (size == 0) {
      return i;
    }
    i += size;
  }
  return std::nullopt;
}

Fault token_fault(std::string_view token, std::size_t start, bool last, Kind kind) {
  if (token.empty()) {
    return {Problem::EmptyToken, start};
  }
  if (token == kRest && !last) {
    return {Problem::RestNotLast, start};
  }
  if (kind == Kind::Literal && is_wildcard(token)) {
    return {Problem::Wildcard, start};
  }
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (is_white_space(token[i])) {
      return {Problem::WhiteSpace, start + i};
    }
  }
  return {};
}

std::string describe(const Fault& fault, std::string_view subject) {
  switch (fault.problem) {
    case Problem::Empty:
      return "subject is empty";
    case Problem::EmptyToken:
      return fmt::format("subject \"{}\" has an empty token at position {}", subject, fault.at + 1);
    case Problem::WhiteSpace:
      return fmt::format("subject \"{}\" has white space at position {}", subject, fault.at + 1);
    case Problem::RestNotLast:
      return fmt::format("subject \"{}\" has \">\" at position {}, where it is not the last token",
                         subject, fault.at + 1);
    case Problem::Wildcard:
      return fmt::format(
          "subject \"{}\" has a wildcard at position {}, where a literal subject is needed",
          subject, fault.at + 1);
    case Problem::NotPrintable:
      return fmt::format("subject has a byte at position {} that is not text", fault.at + 1);
    case Problem::None:
      break;
  }
  return "";
}

}  // namespace

std::size_t token_count(std::string_view subject) {
  std::size_t count = subject.empty() ? 0 : 1;
  for (const char c : subject) {
    count += c == kSeparator ? 1 : 0;
  }
  return count;
}

std::string_view token_at(std::string_view subject, std::size_t index) {
  Tokens tokens(subject);
  std::string_view token;
  for (std::size_t i = 0; tokens.next(token); ++i) {
    if (i == index) {
      return token;
    }
  }
  return {};
}

std::vector<std::string_view> split(std::string_view subject) {
  std::vector<std::string_view> tokens;
  if (subject.empty()) {
    return tokens;
  }
  Tokens walk(subject);
  std::string_view token;
  while (walk.next(token)) {
    tokens.push_back(token);
  }
  return tokens;
}

Fault find_fault(std::string_view subject, Kind kind) {
  if (subject.empty()) {
    return {Problem::Empty, 0};
  }
  Tokens tokens(subject);
  std::string_view token;
  while (tokens.next(token)) {
    const auto start = static_cast<std::size_t>(token.data() - subject.data());
    const bool last = start + token.size() == subject.size();
    if (const Fault fault = token_fault(token, start, last, kind); fault.problem != Problem::None) {
      return fault;
    }
  }
  return {};
}

Fault find_fault_strict(std::string_view subject, Kind kind) {
  if (const Fault fault = find_fault(subject, kind); fault.problem != Problem::None) {
    return fault;
  }
  if (const auto at = find_not_printable(subject)) {
    return {Problem::NotPrintable, *at};
  }
  return {};
}

Result<void> validate(std::string_view subject, Kind kind) {
  const Fault fault = find_fault(subject, kind);
  if (fault.problem == Problem::None) {
    return {};
  }
  return Error(Code::Invalid, describe(fault, subject));
}

bool has_wildcard(std::string_view subject) {
  Tokens tokens(subject);
  std::string_view token;
  while (tokens.next(token)) {
    if (is_wildcard(token)) {
      return true;
    }
  }
  return false;
}

// The engine's innermost question, hence by characters, which takes half the time of token views.
bool matches(std::string_view subject, std::string_view pattern) {
  std::size_t s = 0;
  std::size_t p = 0;
  while (true) {
    const std::size_t start = s;
    const bool single =
        p < pattern.size() && (p + 1 == pattern.size() || pattern[p + 1] == kSeparator);
    if (single && pattern[p] == kRest[0] && p + 1 == pattern.size()) {
      return s < subject.size() && subject[s] != kSeparator;
    }
    if (single && pattern[p] == kAnyToken[0]) {
      ++p;
      while (s < subject.size() && subject[s] != kSeparator) {
        ++s;
      }
    } else {
      for (; p < pattern.size() && pattern[p] != kSeparator; ++s, ++p) {
        if (s == subject.size() || subject[s] != pattern[p]) {
          return false;
        }
      }
    }
    if (s == start) {
      return false;
    }
    if (s == subject.size() || p == pattern.size()) {
      return s == subject.size() && p == pattern.size();
    }
    if (subject[s] != kSeparator) {
      return false;
    }
    ++s;
    ++p;
  }
}

bool is_subset(std::string_view narrow, std::string_view wide) {
  Tokens narrow_tokens(narrow);
  Tokens wide_tokens(wide);
  std::string_view have;
  std::string_view want;
  while (wide_tokens.next(want)) {
    if (!narrow_tokens.next(have) || have.empty()) {
      return false;
    }
    if (want == kRest) {
      return true;
    }
    // `>` stands for more than one token, so only `>` covers it.
    if (have == kRest || (want != have && want != kAnyToken)) {
      return false;
    }
  }
  return !narrow_tokens.next(have);
}

bool overlaps(std::string_view a, std::string_view b) {
  Tokens a_tokens(a);
  Tokens b_tokens(b);
  std::string_view one;
  std::string_view other;
  while (true) {
    const bool has_one = a_tokens.next(one);
    const bool has_other = b_tokens.next(other);
    if (!has_one || !has_other) {
      return has_one == has_other;
    }
    if (one.empty() || other.empty()) {
      return false;
    }
    if (one == kRest || other == kRest) {
      return true;
    }
    if (one != other && one != kAnyToken && other != kAnyToken) {
      return false;
    }
  }
}

std::string join(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const std::string_view part : parts) {
    if (part.empty()) {
      continue;
    }
    if (!out.empty()) {
      out += kSeparator;
    }
    out += part;
  }
  return out;
}

}  // namespace natsop::subject
