#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace natsop::subject {

/// A subject is tokens separated by `.`. `*` as a whole token stands for any one token, `>` as the
/// last token for one or more. Within a longer token both are ordinary characters ("foo*" is
/// literal).
///
/// Everything here that returns no Result and no container allocates nothing and fits the engine's
/// hot path. Bytes other than the separator and ASCII white space have no meaning; matching is by
/// bytes.
inline constexpr char kSeparator = '.';
inline constexpr std::string_view kAnyToken = "*";
inline constexpr std::string_view kRest = ">";

/// Walks a subject's tokens: `Tokens tokens(s); std::string_view t; while (tokens.next(t)) …`.
/// Empty tokens are given as they are; an empty subject has one empty token. Views into the
/// subject.
class Tokens {
 public:
  explicit Tokens(std::string_view subject) : rest_(subject) {}

  bool next(std::string_view& token) {
    if (done_) {
      return false;
    }
    const std::size_t end = rest_.find(kSeparator);
    token = rest_.substr(0, end);
    done_ = end == std::string_view::npos;
    if (!done_) {
      rest_.remove_prefix(end + 1);
    }
    return true;
  }

 private:
  std::string_view rest_;
  bool done_ = false;
};

/// How many tokens; 0 for the empty subject.
[[nodiscard]] std::size_t token_count(std::string_view subject);

/// The token at `index` from 0; empty past the end.
[[nodiscard]] std::string_view token_at(std::string_view subject, std::size_t index);

/// All tokens; none for the empty subject. Views into `subject`.
[[nodiscard]] std::vector<std::string_view> split(std::string_view subject);

/// What can be wrong with a subject.
enum class Problem : std::uint8_t {
  None,
  Empty,         ///< no subject at all
  EmptyToken,    ///< starts or ends with a dot, or has two in a row
  WhiteSpace,    ///< a space, tab, line feed, carriage return or form feed
  RestNotLast,   ///< `>` before the last token
  Wildcard,      ///< a wildcard where only a literal subject may stand
  NotPrintable,  ///< a NUL byte, or not UTF-8 (strict only)
};

struct Fault {
  Problem problem = Problem::None;
  std::size_t at = 0;  ///< the byte that is wrong, from 0
};

/// Which subjects are meant.
enum class Kind : std::uint8_t {
  Pattern,  ///< to subscribe to: wildcards may stand
  Literal,  ///< to publish to: no wildcards
};

/// The first thing wrong with a subject.
[[nodiscard]] Fault find_fault(std::string_view subject, Kind kind = Kind::Pattern);

/// As find_fault, refusing also NUL bytes and what is not UTF-8, as nats-server does in pedantic
/// mode.
[[nodiscard]] Fault find_fault_strict(std::string_view subject, Kind kind = Kind::Pattern);

[[nodiscard]] inline bool is_valid(std::string_view subject) {
  return find_fault(subject).problem == Problem::None;
}
[[nodiscard]] inline bool is_valid_literal(std::string_view subject) {
  return find_fault(subject, Kind::Literal).problem == Problem::None;
}

/// find_fault as an error for people: Invalid, with the subject and the place that is wrong.
[[nodiscard]] Result<void> validate(std::string_view subject, Kind kind = Kind::Pattern);

/// Whether any whole token is `*` or `>`. The subject is taken to be valid.
[[nodiscard]] bool has_wildcard(std::string_view subject);

/// Whether the literal `subject` is one that `pattern` stands for. Tokens of `subject` are compared
/// as they are, wildcards included. False when either has empty tokens where they are compared.
[[nodiscard]] bool matches(std::string_view subject, std::string_view pattern);

/// Whether every subject that `narrow` stands for, `wide` stands for too.
[[nodiscard]] bool is_subset(std::string_view narrow, std::string_view wide);

/// Whether some literal subject matches both.
[[nodiscard]] bool overlaps(std::string_view a, std::string_view b);

/// Parts joined with the separator, leaving out empty ones: join({"$KV", bucket, key}).
[[nodiscard]] std::string join(std::initializer_list<std::string_view> parts);

}  // namespace natsop::subject
