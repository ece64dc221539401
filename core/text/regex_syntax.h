#pragma once
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace natsop::text::regex {

/// The tree of an expression, between parser and compiler; see core/text/regex.h.

using Point = std::uint32_t;

inline constexpr Point kLastPoint = 0x10ffff;

/// A set of code points: the ranges and the Unicode categories, turned around when negated.
struct CharSet {
  std::vector<std::pair<Point, Point>> ranges;
  std::uint32_t categories = 0;  ///< bit n for utf8proc's category n
  bool negated = false;
  bool fold = false;  ///< letters stand for both cases

  [[nodiscard]] bool has(Point point) const;
};

enum class Assertion : std::uint8_t {
  TextStart,
  TextEnd,
  LineStart,
  LineEnd,
  WordEdge,
  NoWordEdge
};

inline constexpr int kUnbounded = -1;

struct Node {
  enum class Kind : std::uint8_t { Empty, Set, Assert, Concat, Alternate, Repeat };
  Kind kind = Kind::Empty;
  std::size_t set = 0;  ///< index in Tree::sets
  Assertion assertion = Assertion::TextStart;
  int min = 0;
  int max = 0;  ///< kUnbounded
  std::vector<Node> children;
};

struct Tree {
  Node root;
  std::vector<CharSet> sets;
};

/// Invalid or Unsupported with the reason alone.
[[nodiscard]] Result<Tree> parse(std::string_view expression);

}  // namespace natsop::text::regex
