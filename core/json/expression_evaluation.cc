#include <fmt/format.h>

#include <algorithm>

#include "core/json/expression_node.h"
#include "core/json/expression_value.h"
#include "core/text/distance.h"

namespace natsop::json {
namespace {

using Node = Expression::Node;
using Kind = Expression::Node::Kind;

Error not_a_condition(const Doc& value) {
  return Error(Code::Invalid, fmt::format("{} is neither true nor false", shown(value)));
}

Result<bool> truth(const Doc& value) {
  if (value.is_null()) return false;
  if (value.type() != Type::Bool) return not_a_condition(value);
  return value.boolean();
}

/// Walks the tree once for one set of variables.
class Evaluation {
 public:
  Evaluation(const Doc& scope, Time now) : scope_(scope), now_(now) {}

  Result<Doc> of(const Node& node) {
    switch (node.kind) {
      case Kind::Value:
        return node.value;
      case Kind::Name:
        return variable(node.text);
      case Kind::Element:
        if (elements_.empty()) {
          return Error(Code::Invalid,
                       "# stands for a list's element, inside any(…), all(…) and such");
        }
        return elements_.back();
      case Kind::Member: {
        NATSOP_TRY(const auto object, of(*node.parts[0]));
        return member_of(object, node.text);
      }
      case Kind::Index:
        return index(node);
      case Kind::Slice:
        return slice(node);
      case Kind::Unary:
        return unary(node);
      case Kind::Binary:
        return binary(node);
      case Kind::Choice: {
        NATSOP_TRY(const bool yes, test(*node.parts[0]));
        return of(*node.parts[yes ? 1 : 2]);
      }
      case Kind::Call:
        return call(node);
      case Kind::List:
      case Kind::Map:
        return literal(node);
    }
    return Doc();
  }

  Result<bool> test(const Node& node) {
    NATSOP_TRY(const auto value, of(node));
    return truth(value);
  }

 private:
  Result<Doc> variable(const std::string& name) const {
    if (scope_.has("/" + pointer_key(name))) return scope_.member(name);
    std::vector<std::string> names;
    for (const auto& [known, value] : scope_.members()) names.push_back(known);
    auto error = Error(Code::Invalid, fmt::format("unknown name \"{}\"", name));
    if (const auto close = text::nearest(name, names)) {
      error.hint(fmt::format("did you mean \"{}\"?", *close));
    } else {
      error.hint(fmt::format("known are {}", fmt::join(names, ", ")));
    }
    return error;
  }

  Result<Doc> index(const Node& node) {
    NATSOP_TRY(const auto of_what, of(*node.parts[0]));
    NATSOP_TRY(const auto key, of(*node.parts[1]));
    if (key.is_text()) return member_of(of_what, key.text());
    const auto elements = of_what.elements();
    const auto size = static_cast<std::int64_t>(elements.size());
    const auto at = key.integer() < 0 ? key.integer() + size : key.integer();
    if (at < 0 || at >= size) return Doc();
    return elements[static_cast<std::size_t>(at)];
  }

  Result<Doc> slice(const Node& node) {
    NATSOP_TRY(const auto whole, of(*node.parts[0]));
    const bool is_text = whole.is_text();
    const auto text = whole.text();
    const auto elements = whole.elements();
    const auto size = static_cast<std::int64_t>(is_text ? text.size() : elements.size());
    std::int64_t bounds[2] = {0, size};
    for (std::size_t i = 0; i < 2; ++i) {
      if (!node.parts[i + 1]) continue;
      NATSOP_TRY(const auto bound, of(*node.parts[i + 1]));
      bounds[i] = bound.integer() < 0 ? bound.integer() + size : bound.integer();
      bounds[i] = std::clamp(bounds[i], std::int64_t{0}, size);
    }
    const auto from = static_cast<std::size_t>(bounds[0]);
    const auto to = static_cast<std::size_t>(std::max(bounds[0], bounds[1]));
    if (is_text) return Doc(text.substr(from, to - from));
    auto out = Doc::array();
    for (auto i = from; i < to; ++i) out.push(elements[i]);
    return out;
  }

  Result<Doc> unary(const Node& node) {
    if (node.text == "not") {
      NATSOP_TRY(const bool value, test(*node.parts[0]));
      return Doc(!value);
    }
    NATSOP_TRY(const auto value, of(*node.parts[0]));
    return operate(node.text, Doc(0), value);
  }

  Result<Doc> binary(const Node& node) {
    const auto& op = node.text;
    const bool is_or = op == "or" || op == "||";
    if (is_or || op == "and" || op == "&&") {
      NATSOP_TRY(const bool left, test(*node.parts[0]));
      if (left == is_or) return Doc(left);
      NATSOP_TRY(const bool right, test(*node.parts[1]));
      return Doc(right);
    }
    NATSOP_TRY(auto left, of(*node.parts[0]));
    if (op == "??" && !left.is_null()) return left;
    NATSOP_TRY(auto right, of(*node.parts[1]));
    if (op == "??") return right;
    if (op != "matches") return operate(op, left, right);
    if (node.regex) return Doc(node.regex->search(left.text()));
    NATSOP_TRY(const auto regex, text::Regex::compile(right.text()));
    return Doc(regex.search(left.text()));
  }

  Result<Doc> literal(const Node& node) {
    auto out = node.kind == Kind::List ? Doc::array() : Doc::object();
    for (std::size_t i = 0; i < node.parts.size(); ++i) {
      NATSOP_TRY(auto value, of(*node.parts[i]));
      if (node.kind == Kind::List) {
        out.push(std::move(value));
      } else {
        out.put(node.keys[i], std::move(value));
      }
    }
    return out;
  }

  Result<Doc> call(const Node& node) {
    if (takes_condition(node.text) && node.parts.size() == 2) return over_elements(node);
    std::vector<Doc> arguments;
    for (const auto& part : node.parts) {
      NATSOP_TRY(auto argument, of(*part));
      arguments.push_back(std::move(argument));
    }
    return call_function(node.text, arguments, now_);
  }

  Result<Doc> over_elements(const Node& node) {
    NATSOP_TRY(const auto list, of(*node.parts[0]));
    if (!list.is_array() && !list.is_null()) {
      return Error(Code::Invalid, fmt::format("{}() cannot take {}", node.text, shown(list)));
    }
    auto kept = Doc::array();
    std::size_t holds = 0;
    const auto elements = list.elements();
    for (const auto& element : elements) {
      elements_.push_back(element);
      auto value = of(*node.parts[1]);
      elements_.pop_back();
      if (!value) return value;
      if (node.text == "map") {
        kept.push(*std::move(value));
        continue;
      }
      NATSOP_TRY(const bool fits, truth(*value));
      if (!fits) continue;
      ++holds;
      kept.push(element);
      if (node.text == "find") return element;
    }
    if (node.text == "map" || node.text == "filter") return kept;
    if (node.text == "find") return Doc();
    if (node.text == "count") return Doc(holds);
    if (node.text == "any") return Doc(holds > 0);
    if (node.text == "none") return Doc(holds == 0);
    if (node.text == "one") return Doc(holds == 1);
    return Doc(holds == elements.size());
  }

  const Doc& scope_;
  Time now_;
  std::vector<Doc> elements_;
};

}  // namespace

Result<Doc> Expression::evaluate(const Doc& scope, Time now) const {
  auto value = Evaluation(scope, now).of(*root_);
  if (value) return value;
  auto error =
      Error(Code::Invalid, fmt::format("expression \"{}\": {}", text_, value.error().message()));
  error.hint(value.error().hint());
  return error;
}

Result<bool> Expression::test(const Doc& scope, Time now) const {
  NATSOP_TRY(const auto value, evaluate(scope, now));
  const auto yes = truth(value);
  if (yes) return *yes;
  return Error(Code::Invalid, fmt::format("expression \"{}\": {}", text_, yes.error().message()))
      .hint("compare it with something: state.messages > 0");
}

}  // namespace natsop::json
