#include "core/text/regex_syntax.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <optional>

#include "core/text/ascii.h"
#include "core/text/regex_class.h"

namespace natsop::text::regex {

namespace {

constexpr int kDepthMax = 250;
constexpr int kRepeatMax = 1000;  // as RE2

struct Flags {
  bool fold = false;        // i
  bool dot_all = false;     // s
  bool multi_line = false;  // m
};

Error wrong(std::string_view why) { return Error(Code::Invalid, std::string(why)); }

/// A recursive descent over the code points of the expression.
class Parser {
 public:
  explicit Parser(std::vector<Point> points) : points_(std::move(points)) {}

  Result<Tree> parse() {
    NATSOP_TRY(tree_.root, alternation(0));
    if (!done()) {
      return wrong("unexpected )");
    }
    return std::move(tree_);
  }

 private:
  [[nodiscard]] bool done() const { return at_ == points_.size(); }
  [[nodiscard]] Point peek(std::size_t ahead = 0) const {
    return at_ + ahead < points_.size() ? points_[at_ + ahead] : 0;
  }
  [[nodiscard]] bool sees(std::string_view text) const {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (at_ + i >= points_.size() || points_[at_ + i] != static_cast<unsigned char>(text[i])) {
        return false;
      }
    }
    return true;
  }
  bool take(std::string_view text) {
    if (!sees(text)) {
      return false;
    }
    at_ += text.size();
    return true;
  }

  Node set_node(CharSet set) {
    set.fold = flags_.fold;
    tree_.sets.push_back(std::move(set));
    Node node;
    node.kind = Node::Kind::Set;
    node.set = tree_.sets.size() - 1;
    return node;
  }

  Node literal(Point point) {
    CharSet set;
    set.ranges.emplace_back(point, point);
    return set_node(std::move(set));
  }

  static Node assert_node(Assertion assertion) {
    Node node;
    node.kind = Node::Kind::Assert;
    node.assertion = assertion;
    return node;
  }

  /// Flags set within hold to the end of the group that this is the inside of.
  Result<Node> alternation(int depth) {
    if (depth > kDepthMax) {
      return wrong("nested too deeply");
    }
    const Flags outer = flags_;
    Node node;
    node.kind = Node::Kind::Alternate;
    do {
      NATSOP_TRY(Node branch, concatenation(depth));
      node.children.push_back(std::move(branch));
    } while (take("|"));
    flags_ = outer;
    return node;
  }

  Result<Node> concatenation(int depth) {
    Node node;
    node.kind = Node::Kind::Concat;
    while (!done() && peek() != '|' && peek() != ')') {
      if (take("\\Q")) {
        while (!done() && !take("\\E")) {
          node.children.push_back(literal(points_[at_++]));
        }
        continue;
      }
      if (take("\\E")) {
        continue;
      }
      NATSOP_TRY(Node atom, this->atom(depth));
      NATSOP_TRY(Node repeated, repetitions(std::move(atom)));
      node.children.push_back(std::move(repeated));
    }
    return node;
  }

  Result<Node> repetitions(Node atom) {
    int operators = 0;
    int min = 0;
    int max = 0;
    while (repetition(min, max)) {
      if (++operators > 1) {
        return wrong("a repetition of a repetition");
      }
      if (max > kRepeatMax || min > kRepeatMax || (max != kUnbounded && min > max)) {
        return wrong("a repeat count that is too large or turned around");
      }
      Node node;
      node.kind = Node::Kind::Repeat;
      node.min = min;
      node.max = max;
      node.children.push_back(std::move(atom));
      atom = std::move(node);
      take("?");  // lazy or not is the same question when only a match is asked for
    }
    return atom;
  }

  bool repetition(int& min, int& max) {
    max = kUnbounded;
    if (take("*")) {
      min = 0;
      return true;
    }
    if (take("+")) {
      min = 1;
      return true;
    }
    if (take("?")) {
      min = 0;
      max = 1;
      return true;
    }
    return counted(min, max);
  }

  /// {n}, {n,} or {n,m}; a brace that begins none of them is a literal.
  bool counted(int& min, int& max) {
    const std::size_t start = at_;
    const auto lower = take("{") ? number() : std::nullopt;
    if (!lower) {
      at_ = start;
      return false;
    }
    min = *lower;
    max = min;
    if (take(",")) {
      max = number().value_or(kUnbounded);
    }
    if (!take("}")) {
      at_ = start;
      return false;
    }
    return true;
  }

  std::optional<int> number() {
    int value = 0;
    std::size_t count = 0;
    for (; !done() && peek() >= '0' && peek() <= '9'; ++at_, ++count) {
      value = std::min(value * 10 + static_cast<int>(peek() - '0'), kRepeatMax + 1);
    }
    return count > 0 ? std::optional(value) : std::nullopt;
  }

  Result<Node> atom(int depth) {
    const Point point = points_[at_];
    switch (point) {
      case '(':
        return group(depth);
      case '[':
        return bracket();
      case '\\':
        return escape();
      case '*':
      case '+':
      case '?':
        return wrong("nothing to repeat");
      default:
        break;
    }
    ++at_;
    switch (point) {
      case '.': {
        CharSet set;
        set.ranges = flags_.dot_all ? Ranges{{0, kLastPoint}} : complement({{'\n', '\n'}});
        return set_node(std::move(set));
      }
      case '^':
        return assert_node(flags_.multi_line ? Assertion::LineStart : Assertion::TextStart);
      case '$':
        return assert_node(flags_.multi_line ? Assertion::LineEnd : Assertion::TextEnd);
      default:
        return literal(point);
    }
  }

  Result<Node> group(int depth) {
    take("(");
    Flags inner = flags_;
    bool only_flags = false;
    if (take("?")) {
      NATSOP_CHECK(group_kind(inner, only_flags));
    }
    if (only_flags) {
      flags_ = inner;
      return Node();
    }
    const Flags outer = flags_;
    flags_ = inner;
    NATSOP_TRY(Node node, alternation(depth + 1));
    flags_ = outer;
    if (!take(")")) {
      return wrong("missing )");
    }
    return node;
  }

  /// Behind "(?": a name, or flags up to ':' or ')'.
  Result<void> group_kind(Flags& flags, bool& only_flags) {
    if (sees("=") || sees("!") || sees("<=") || sees("<!")) {
      return wrong("looking ahead or behind is not part of RE2");
    }
    if (take("P<") || take("<")) {
      bool named = false;
      for (; !done() && peek() < 0x80 && is_word(static_cast<char>(peek())); ++at_) {
        named = true;
      }
      return named && take(">") ? Result<void>() : wrong("a group's name is malformed");
    }
    bool value = true;
    for (; !done(); ++at_) {
      switch (peek()) {
        case 'i':
          flags.fold = value;
          break;
        case 's':
          flags.dot_all = value;
          break;
        case 'm':
          flags.multi_line = value;
          break;
        case 'U':
          break;  // swaps lazy and greedy
        case '-':
          if (!value) {
            return wrong("unknown group flags");
          }
          value = false;
          break;
        case ':':
        case ')':
          only_flags = peek() == ')';
          ++at_;
          return {};
        default:
          return wrong("unknown group flags");
      }
    }
    return wrong("missing )");
  }

  /// \d \s \w, \p, and their negations; nothing taken when it is another escape.
  Result<bool> class_escape(CharSet& set) {
    const auto add = [&](const Ranges& ranges) {
      set.ranges.insert(set.ranges.end(), ranges.begin(), ranges.end());
      at_ += 2;
      return true;
    };
    switch (peek(1)) {
      case 'd':
        return add(digit_ranges());
      case 'D':
        return add(complement(digit_ranges()));
      case 's':
        return add(space_ranges());
      case 'S':
        return add(complement(space_ranges()));
      case 'w':
        return add(word_ranges());
      case 'W':
        return add(complement(word_ranges()));
      case 'p':
      case 'P':
        NATSOP_CHECK(category(set));
        return true;
      default:
        return false;
    }
  }

  /// \pL, \p{Lu}, \p{^Lu}, \PL.
  Result<void> category(CharSet& set) {
    bool negated = peek(1) == 'P';
    at_ += 2;
    std::string name;
    if (take("{")) {
      negated = take("^") ? !negated : negated;
      for (; !done() && peek() != '}' && peek() < 0x80; ++at_) {
        name += static_cast<char>(peek());
      }
      if (!take("}")) {
        return wrong("missing } after \\p");
      }
    } else if (!done() && peek() < 0x80) {
      name = static_cast<char>(points_[at_++]);
    }
    const std::uint32_t bits = name == "Any" ? kAllCategories : category_bits(name);
    if (bits == 0) {
      return Error(Code::Unsupported, fmt::format("unknown or unsupported class \\p{{{}}}", name));
    }
    set.categories |= negated ? kAllCategories & ~bits : bits;
    return {};
  }

  Result<Node> escape() {
    switch (peek(1)) {
      case 'A':
        at_ += 2;
        return assert_node(Assertion::TextStart);
      case 'z':
        at_ += 2;
        return assert_node(Assertion::TextEnd);
      case 'b':
        at_ += 2;
        return assert_node(Assertion::WordEdge);
      case 'B':
        at_ += 2;
        return assert_node(Assertion::NoWordEdge);
      default:
        break;
    }
    CharSet set;
    NATSOP_TRY(const bool is_class, class_escape(set));
    if (is_class) {
      return set_node(std::move(set));
    }
    NATSOP_TRY(const Point point, escaped_point());
    return literal(point);
  }

  /// The one code point that an escape stands for.
  Result<Point> escaped_point() {
    ++at_;
    if (done()) {
      return wrong("a backslash at the end");
    }
    const Point point = points_[at_++];
    constexpr std::string_view kFrom = "afnrtv";
    constexpr std::string_view kTo = "\a\f\n\r\t\v";
    if (point < 0x80) {
      if (const auto i = kFrom.find(static_cast<char>(point)); i != std::string_view::npos) {
        return static_cast<Point>(kTo[i]);
      }
    }
    if (point == 'x') {
      return hexadecimal();
    }
    const bool octal =
        point == '0' || (point >= '1' && point <= '7' && peek() >= '0' && peek() <= '7');
    if (octal) {
      Point value = point - '0';
      for (int i = 0; i < 2 && peek() >= '0' && peek() <= '7' && !done(); ++i) {
        value = value * 8 + (points_[at_++] - '0');
      }
      return value;
    }
    if (point < 0x80 && !is_alpha(static_cast<char>(point)) &&
        !is_digit(static_cast<char>(point))) {
      return point;
    }
    if (point >= '1' && point <= '9') {
      return wrong("back references are not part of RE2");
    }
    return wrong("unknown escape");
  }

  Result<Point> hexadecimal() {
    const bool braced = take("{");
    Point value = 0;
    int count = 0;
    for (; !done() && (braced || count < 2) && count < 8; ++count, ++at_) {
      const Point c = peek();
      const bool letter =
          c < 0x80 && is_alpha(static_cast<char>(c)) && to_lower(static_cast<char>(c)) <= 'f';
      if (!letter && !(c >= '0' && c <= '9')) {
        break;
      }
      value = value * 16 +
              (letter ? static_cast<Point>(to_lower(static_cast<char>(c)) - 'a' + 10) : c - '0');
    }
    if ((braced ? count == 0 || !take("}") : count != 2) || value > kLastPoint) {
      return wrong("a malformed \\x escape");
    }
    return value;
  }

  Result<Node> bracket() {
    take("[");
    CharSet set;
    set.negated = take("^");
    bool first = true;
    while (first || peek() != ']') {
      if (done()) {
        return wrong("missing ]");
      }
      NATSOP_CHECK(bracket_item(set, first));
      first = false;
    }
    take("]");
    return set_node(std::move(set));
  }

  Result<void> bracket_item(CharSet& set, bool first) {
    if (sees("[:")) {
      NATSOP_TRY(const bool taken, posix_class(set));
      if (taken) {
        return {};
      }
    }
    if (peek() == '\\') {
      NATSOP_TRY(const bool is_class, class_escape(set));
      if (is_class) {
        return {};
      }
    }
    if (peek() == '-' && !first && at_ + 1 < points_.size() && peek(1) != ']') {
      return wrong("a misplaced - in a class");
    }
    NATSOP_TRY(const Point low, bracket_point());
    Point high = low;
    if (peek() == '-' && peek(1) != ']' && at_ + 1 < points_.size()) {
      ++at_;
      NATSOP_TRY(high, bracket_point());
    }
    if (high < low) {
      return wrong("a class range that is turned around");
    }
    set.ranges.emplace_back(low, high);
    return {};
  }

  Result<Point> bracket_point() {
    if (done()) {
      return wrong("missing ]");
    }
    if (peek() == '\\') {
      return escaped_point();
    }
    return points_[at_++];
  }

  /// [:alpha:] or [:^alpha:]; false when what follows is not of this form.
  Result<bool> posix_class(CharSet& set) {
    std::string name;
    std::size_t i = at_ + 2;
    const bool negated = i < points_.size() && points_[i] == '^';
    i += negated ? 1 : 0;
    for (; i < points_.size() && points_[i] < 0x80 && is_alpha(static_cast<char>(points_[i]));
         ++i) {
      name += static_cast<char>(points_[i]);
    }
    if (i + 1 >= points_.size() || points_[i] != ':' || points_[i + 1] != ']') {
      return false;
    }
    if (const Ranges* known = posix_class_ranges(name)) {
      const Ranges ranges = negated ? complement(*known) : *known;
      set.ranges.insert(set.ranges.end(), ranges.begin(), ranges.end());
      at_ = i + 2;
      return true;
    }
    return wrong(fmt::format("unknown class [:{}:]", name));
  }

  std::vector<Point> points_;
  std::size_t at_ = 0;
  Flags flags_;
  Tree tree_;
};

}  // namespace

Result<Tree> parse(std::string_view expression) {
  std::vector<Point> points;
  while (!expression.empty()) {
    utf8proc_int32_t point = -1;
    const auto used = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(expression.data()),
                                       static_cast<utf8proc_ssize_t>(expression.size()), &point);
    if (used <= 0) {
      return wrong("it is not UTF-8");
    }
    points.push_back(static_cast<Point>(point));
    expression.remove_prefix(static_cast<std::size_t>(used));
  }
  return Parser(std::move(points)).parse();
}

}  // namespace natsop::text::regex
