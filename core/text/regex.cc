#include "core/text/regex.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <vector>

#include "core/text/ascii.h"
#include "core/text/regex_syntax.h"

namespace natsop::text {

namespace {

using regex::Assertion;
using regex::Node;
using regex::Point;

constexpr std::size_t kProgramMax = 50'000;
constexpr Point kNoPoint = 0xffffffff;  // before the first and after the last

/// One step of the machine. Set consumes a code point; the others do not.
struct Step {
  enum class Kind : std::uint8_t { Set, Assert, Split, Jump, Match };
  Kind kind = Kind::Match;
  std::size_t argument = 0;  // the set, or the assertion
  std::size_t next = 0;
  std::size_t other = 0;  // Split's second way
};

bool is_word_point(Point point) { return point < 0x80 && is_word(static_cast<char>(point)); }

bool holds(Assertion assertion, Point before, Point after) {
  switch (assertion) {
    case Assertion::TextStart:
      return before == kNoPoint;
    case Assertion::TextEnd:
      return after == kNoPoint;
    case Assertion::LineStart:
      return before == kNoPoint || before == '\n';
    case Assertion::LineEnd:
      return after == kNoPoint || after == '\n';
    case Assertion::WordEdge:
      return is_word_point(before) != is_word_point(after);
    case Assertion::NoWordEdge:
      return is_word_point(before) == is_word_point(after);
  }
  return false;
}

}  // namespace

struct Regex::Program {
  std::vector<Step> steps;
  std::vector<regex::CharSet> sets;
};

namespace {

/// Lays the tree out as steps; false when that gets too long.
class Compiler {
 public:
  explicit Compiler(std::vector<Step>& steps) : steps_(steps) {}

  bool add(const Node& node) {
    if (steps_.size() > kProgramMax) {
      return false;
    }
    switch (node.kind) {
      case Node::Kind::Empty:
        return true;
      case Node::Kind::Set:
        push(Step::Kind::Set, node.set);
        return true;
      case Node::Kind::Assert:
        push(Step::Kind::Assert, static_cast<std::size_t>(node.assertion));
        return true;
      case Node::Kind::Concat:
        for (const Node& child : node.children) {
          if (!add(child)) {
            return false;
          }
        }
        return true;
      case Node::Kind::Alternate:
        return add_alternate(node);
      case Node::Kind::Repeat:
        return add_repeat(node);
    }
    return false;
  }

 private:
  std::size_t push(Step::Kind kind, std::size_t argument = 0) {
    steps_.push_back({kind, argument, steps_.size() + 1, steps_.size() + 1});
    return steps_.size() - 1;
  }

  bool add_alternate(const Node& node) {
    std::vector<std::size_t> exits;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const bool last = i + 1 == node.children.size();
      const std::size_t split = last ? 0 : push(Step::Kind::Split);
      if (!add(node.children[i])) {
        return false;
      }
      if (!last) {
        exits.push_back(push(Step::Kind::Jump));
        steps_[split].other = steps_.size();
      }
    }
    for (const std::size_t exit : exits) {
      steps_[exit].next = steps_.size();
    }
    return true;
  }

  bool add_repeat(const Node& node) {
    const Node& child = node.children.front();
    for (int i = 0; i < node.min; ++i) {
      if (!add(child)) {
        return false;
      }
    }
    if (node.max == regex::kUnbounded) {
      const std::size_t split = push(Step::Kind::Split);
      if (!add(child)) {
        return false;
      }
      steps_[push(Step::Kind::Jump)].next = split;
      steps_[split].other = steps_.size();
      return true;
    }
    std::vector<std::size_t> splits;
    for (int i = node.min; i < node.max; ++i) {
      splits.push_back(push(Step::Kind::Split));
      if (!add(child)) {
        return false;
      }
    }
    for (const std::size_t split : splits) {
      steps_[split].other = steps_.size();
    }
    return true;
  }

  std::vector<Step>& steps_;
};

/// Where the machine may be, all at once: the steps that wait for the next code point.
class Machine {
 public:
  explicit Machine(const Regex::Program& program)
      : program_(program), seen_(program.steps.size(), 0) {}

  /// Goes on to every step reachable without consuming; true when a match is among them.
  bool enter(std::size_t start, Point before, Point after) {
    stack_.push_back(start);
    bool matched = false;
    while (!stack_.empty()) {
      const std::size_t at = stack_.back();
      stack_.pop_back();
      if (seen_[at] == turn_) {
        continue;
      }
      seen_[at] = turn_;
      const Step& step = program_.steps[at];
      switch (step.kind) {
        case Step::Kind::Set:
          waiting_.push_back(at);
          break;
        case Step::Kind::Assert:
          if (holds(static_cast<Assertion>(step.argument), before, after)) {
            stack_.push_back(step.next);
          }
          break;
        case Step::Kind::Split:
          stack_.push_back(step.other);
          stack_.push_back(step.next);
          break;
        case Step::Kind::Jump:
          stack_.push_back(step.next);
          break;
        case Step::Kind::Match:
          matched = true;
          break;
      }
    }
    return matched;
  }

  /// Consumes `point`; `after` is the one behind it.
  bool consume(Point point, Point after) {
    ++turn_;
    std::swap(waiting_, before_);
    waiting_.clear();
    bool matched = false;
    for (const std::size_t at : before_) {
      const Step& step = program_.steps[at];
      if (program_.sets[step.argument].has(point)) {
        matched = enter(step.next, point, after) || matched;
      }
    }
    return matched;
  }

 private:
  const Regex::Program& program_;
  std::vector<std::size_t> waiting_;
  std::vector<std::size_t> before_;
  std::vector<std::size_t> stack_;
  std::vector<std::uint64_t> seen_;  // the turn a step was last entered in
  std::uint64_t turn_ = 1;
};

/// Takes the code point at the front of the text; kNoPoint at its end.
Point take_point(std::string_view& text) {
  if (text.empty()) {
    return kNoPoint;
  }
  utf8proc_int32_t point = -1;
  const auto used = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &point);
  text.remove_prefix(used > 0 ? static_cast<std::size_t>(used) : 1);
  constexpr Point kReplacement = 0xfffd;
  return used > 0 ? static_cast<Point>(point) : kReplacement;
}

}  // namespace

Result<Regex> Regex::compile(std::string_view expression) {
  auto tree = regex::parse(expression);
  if (!tree) {
    return Error(tree.error().code(), fmt::format("invalid regular expression \"{}\": {}",
                                                  expression, tree.error().message()));
  }
  auto program = std::make_shared<Program>();
  program->sets = std::move(tree->sets);
  if (!Compiler(program->steps).add(tree->root)) {
    return Error(Code::Invalid,
                 fmt::format("invalid regular expression \"{}\": too large", expression));
  }
  program->steps.push_back({});
  return Regex(std::string(expression), std::move(program));
}

bool Regex::search(std::string_view text) const {
  Machine machine(*program_);
  Point before = kNoPoint;
  Point point = take_point(text);
  while (true) {
    if (machine.enter(0, before, point)) {
      return true;
    }
    if (point == kNoPoint) {
      return false;
    }
    const Point after = take_point(text);
    if (machine.consume(point, after)) {
      return true;
    }
    before = point;
    point = after;
  }
}

}  // namespace natsop::text
