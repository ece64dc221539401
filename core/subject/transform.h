#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/random.h"
#include "core/base/result.h"

namespace natsop::subject {

/// A rule that turns subjects of one pattern into others: account mappings, a stream's
/// subject_transform, republish, mirror and source transforms, and imports.
///
/// The destination's tokens are literal, or stand for the source's wildcards (n counts them from
/// 1):
///
///     $n  {{wildcard(n)}}         the n-th wildcard's token
///     {{partition(c)}}            0 to c-1 by hash of the subject; {{partition(c,n,…)}} by hash of
///     those tokens
///     {{split(n,text)}}           the token cut at each `text`, empty pieces left out
///     {{splitfromleft(n,i)}}      the token cut after i bytes; {{splitfromright(n,i)}} before the
///     last i
///     {{slicefromleft(n,i)}}      the token cut in pieces of i bytes; {{slicefromright(n,i)}} with
///     the short one first
///     {{left(n,i)}} {{right(n,i)}}  the token's first or last i bytes
///     {{random(c)}}               0 to c-1 by chance
///
/// Function names take either case at the start of each word (SplitFromLeft). Cuts that do not fit
/// leave the token whole.
/// `>` in the source needs `>` in the destination, and stands for the same tokens. Hashing is
/// FNV-1a of 32 bits, as in nats-server, so partitions agree between them.
///
/// A value type, immutable, safe from any thread.
class Transform {
 public:
  enum class Mode : std::uint8_t {
    OneWay,      ///< all functions
    Reversible,  ///< for imports: wildcards alone, and each of the source's must be used
  };

  /// Checks and compiles a pair. An empty source means `>`; an empty destination is Invalid.
  /// Errors name the token that is wrong.
  [[nodiscard]] static Result<Transform> make(std::string_view source, std::string_view destination,
                                              Mode mode = Mode::OneWay);

  /// The transformed subject, or nothing when `subject` is not a literal subject of the source.
  [[nodiscard]] std::optional<std::string> apply(std::string_view subject, Random& random) const;

  /// Appends the transformed subject, which must match the source, to `out`; for the hot path.
  void append(std::string_view subject, Random& random, std::string& out) const;

  /// The way back of a Reversible transform. Invalid when something but plain wildcards is used, or
  /// not all of them.
  [[nodiscard]] Result<Transform> reversed() const;

  /// As given, with `>` for an empty source.
  [[nodiscard]] const std::string& source() const { return source_; }
  [[nodiscard]] const std::string& destination() const { return destination_; }

 private:
  enum class Function : std::uint8_t {
    Literal,
    Rest,
    Wildcard,
    Partition,
    Split,
    SplitFromLeft,
    SplitFromRight,
    SliceFromLeft,
    SliceFromRight,
    Left,
    Right,
    Random,
  };
  struct Name;

  /// One token of the destination.
  struct Part {
    Function function = Function::Literal;
    std::string text;                  // the literal, or what to split at
    std::int64_t number = 0;           // a position, size or count
    std::vector<std::size_t> indexes;  // wildcards, from 1; once compiled, source tokens, from 0
  };

  static Result<Part> parse_token(std::string_view token);
  static Result<Part> parse_function(std::string_view token);
  void append_part(const Part& part, std::string_view subject, Random& random,
                   std::string& out) const;

  std::string source_;
  std::string destination_;
  std::vector<Part> parts_;
  std::size_t source_tokens_ = 0;
};

/// Whether nats-server would take the pair as a mapping; an empty destination is fine and means no
/// transform.
[[nodiscard]] Result<void> validate_mapping(std::string_view source, std::string_view destination);

/// "foo.*.*" to "foo.$1.$2".
[[nodiscard]] std::string wildcards_to_references(std::string_view subject);

/// "foo.$2.{{wildcard(1)}}" to "foo.*.*".
[[nodiscard]] std::string references_to_wildcards(std::string_view subject);

}  // namespace natsop::subject
