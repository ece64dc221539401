#include "core/json/expression.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "core/json/expression_node.h"
#include "core/text/ascii.h"

namespace natsop::json {
namespace {

using Node = Expression::Node;
using NodePtr = std::shared_ptr<const Node>;

constexpr int kDepthMax = 200;
constexpr std::size_t kAny = 100;

constexpr std::array kFunctions{
    FunctionShape{"abs", 1, 1},    FunctionShape{"all", 2, 2},   FunctionShape{"any", 2, 2},
    FunctionShape{"count", 1, 2},  FunctionShape{"date", 1, 1},  FunctionShape{"duration", 1, 1},
    FunctionShape{"filter", 2, 2}, FunctionShape{"find", 2, 2},  FunctionShape{"first", 1, 1},
    FunctionShape{"float", 1, 1},  FunctionShape{"int", 1, 1},   FunctionShape{"join", 1, 2},
    FunctionShape{"keys", 1, 1},   FunctionShape{"last", 1, 1},  FunctionShape{"len", 1, 1},
    FunctionShape{"lower", 1, 1},  FunctionShape{"map", 2, 2},   FunctionShape{"max", 1, kAny},
    FunctionShape{"min", 1, kAny}, FunctionShape{"none", 2, 2},  FunctionShape{"now", 0, 0},
    FunctionShape{"one", 2, 2},    FunctionShape{"split", 2, 2}, FunctionShape{"string", 1, 1},
    FunctionShape{"sum", 1, 1},    FunctionShape{"trim", 1, 1},  FunctionShape{"upper", 1, 1},
    FunctionShape{"values", 1, 1},
};

struct Token {
  enum class Kind { End, Number, Text, Word, Sign };
  Kind kind = Kind::End;
  std::string text{};
  std::size_t at = 0;
};

Error wrong(std::size_t at, std::string what) {
  return Error(Code::Invalid, fmt::format("column {}: {}", at + 1, what));
}

bool word_start(char c) { return text::is_alpha(c) || c == '_' || c == '$'; }
bool word_part(char c) { return word_start(c) || text::is_digit(c); }

/// Cuts the text into tokens.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Result<std::vector<Token>> all() {
    std::vector<Token> tokens;
    for (;;) {
      while (at_ < text_.size() && text::is_space(text_[at_])) ++at_;
      if (at_ == text_.size()) break;
      NATSOP_TRY(auto token, next());
      tokens.push_back(std::move(token));
    }
    tokens.push_back({Token::Kind::End, "", text_.size()});
    return tokens;
  }

 private:
  Result<Token> next() {
    const auto start = at_;
    const char c = text_[at_];
    if (text::is_digit(c)) return number();
    if (c == '"' || c == '\'' || c == '`') return quoted();
    if (word_start(c)) {
      while (at_ < text_.size() && word_part(text_[at_])) ++at_;
      return Token{Token::Kind::Word, std::string(text_.substr(start, at_ - start)), start};
    }
    for (const std::string_view sign : {"||", "&&", "==", "!=", "<=", ">=", "**", "??", "?."}) {
      if (!text_.substr(at_).starts_with(sign)) continue;
      at_ += sign.size();
      return Token{Token::Kind::Sign, std::string(sign), start};
    }
    if (std::string_view("+-*/%^<>!?:.,()[]{}#").find(c) == std::string_view::npos) {
      return wrong(at_, fmt::format("'{}' has no meaning here", c));
    }
    ++at_;
    return Token{Token::Kind::Sign, std::string(1, c), start};
  }

  Result<Token> number() {
    const auto start = at_;
    const auto digits = [&] {
      while (at_ < text_.size() && (text::is_digit(text_[at_]) || text_[at_] == '_')) ++at_;
    };
    digits();
    if (at_ + 1 < text_.size() && text_[at_] == '.' && text::is_digit(text_[at_ + 1])) {
      ++at_;
      digits();
    }
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      ++at_;
      if (at_ < text_.size() && (text_[at_] == '-' || text_[at_] == '+')) ++at_;
      digits();
    }
    std::string shown(text_.substr(start, at_ - start));
    std::erase(shown, '_');
    return Token{Token::Kind::Number, std::move(shown), start};
  }

  Result<Token> quoted() {
    const auto start = at_;
    const char quote = text_[at_++];
    std::string value;
    while (at_ < text_.size() && text_[at_] != quote) {
      char c = text_[at_++];
      if (c == '\\' && quote != '`' && at_ < text_.size()) {
        c = text_[at_++];
        if (c == 'n') c = '\n';
        if (c == 't') c = '\t';
        if (c == 'r') c = '\r';
      }
      value += c;
    }
    if (at_ == text_.size()) return wrong(start, "the text is not closed");
    ++at_;
    return Token{Token::Kind::Text, std::move(value), start};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// An operator between two operands, and how tightly it binds.
struct Operator {
  std::string_view text;
  int strength;
  bool right = false;  // groups from the right
};

constexpr std::array kOperators{
    Operator{"||", 1},      Operator{"or", 1},         Operator{"&&", 2},
    Operator{"and", 2},     Operator{"==", 3},         Operator{"!=", 3},
    Operator{"<", 3},       Operator{"<=", 3},         Operator{">", 3},
    Operator{">=", 3},      Operator{"in", 3},         Operator{"contains", 3},
    Operator{"matches", 3}, Operator{"startsWith", 3}, Operator{"endsWith", 3},
    Operator{"+", 5},       Operator{"-", 5},          Operator{"*", 6},
    Operator{"/", 6},       Operator{"%", 6},          Operator{"**", 8, true},
    Operator{"^", 8, true}, Operator{"??", 9},
};
constexpr int kComparison = 3;
constexpr int kNot = 4;
constexpr int kNegation = 7;

class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  Result<NodePtr> all() {
    NATSOP_TRY(auto node, expression());
    if (now().kind != Token::Kind::End) return unexpected();
    return node;
  }

 private:
  [[nodiscard]] const Token& now() const { return tokens_[at_]; }
  [[nodiscard]] bool is(std::string_view text) const {
    return (now().kind == Token::Kind::Sign || now().kind == Token::Kind::Word) &&
           now().text == text;
  }
  bool take(std::string_view text) {
    if (!is(text)) return false;
    ++at_;
    return true;
  }
  [[nodiscard]] Error unexpected() const {
    if (now().kind == Token::Kind::End) return wrong(now().at, "something is missing at the end");
    return wrong(now().at, fmt::format("\"{}\" is not expected here", now().text));
  }
  Result<void> expect(std::string_view text) {
    if (take(text)) return {};
    return wrong(now().at, fmt::format("\"{}\" is missing", text));
  }
  static NodePtr make(Node node) { return std::make_shared<const Node>(std::move(node)); }

  Result<NodePtr> expression() {
    if (++depth_ > kDepthMax) return wrong(now().at, "the expression is nested too deeply");
    NATSOP_TRY(auto condition, binary(0));
    if (take("?")) {
      NATSOP_TRY(auto yes, expression());
      NATSOP_CHECK(expect(":"));
      NATSOP_TRY(auto no, expression());
      condition = make({.kind = Node::Kind::Choice, .parts = {condition, yes, no}});
    }
    --depth_;
    return condition;
  }

  [[nodiscard]] const Operator* operator_here() const {
    if (now().kind != Token::Kind::Sign && now().kind != Token::Kind::Word) return nullptr;
    const auto* it = std::ranges::find(kOperators, std::string_view(now().text), &Operator::text);
    return it == kOperators.end() ? nullptr : &*it;
  }

  Result<NodePtr> binary(int least) {
    NATSOP_TRY(auto left, unary());
    for (;;) {
      const bool negated = is("not") && at_ + 1 < tokens_.size() && least <= kComparison;
      if (negated) ++at_;
      const Operator* op = operator_here();
      if (negated && (op == nullptr || op->strength != kComparison)) return unexpected();
      if (op == nullptr || op->strength < least) return left;
      ++at_;
      NATSOP_TRY(auto right, binary(op->right ? op->strength : op->strength + 1));
      Node node{.kind = Node::Kind::Binary, .text = std::string(op->text), .parts = {left, right}};
      if (node.text == "matches" && right->kind == Node::Kind::Value && right->value.is_text()) {
        NATSOP_TRY(node.regex, text::Regex::compile(right->value.text()));
      }
      left = make(std::move(node));
      if (negated) left = make({.kind = Node::Kind::Unary, .text = "not", .parts = {left}});
    }
  }

  Result<NodePtr> unary() {
    if (++depth_ > kDepthMax) return wrong(now().at, "the expression is nested too deeply");
    NodePtr node;
    if (take("not") || take("!")) {
      NATSOP_TRY(auto operand, binary(kNot));
      node = make({.kind = Node::Kind::Unary, .text = "not", .parts = {operand}});
    } else if (is("-") || is("+")) {
      auto sign = now().text;
      ++at_;
      NATSOP_TRY(auto operand, binary(kNegation));
      node = make({.kind = Node::Kind::Unary, .text = std::move(sign), .parts = {operand}});
    } else {
      NATSOP_TRY(auto operand, primary());
      NATSOP_TRY(node, postfix(std::move(operand)));
    }
    --depth_;
    return node;
  }

  Result<NodePtr> primary() {
    const Token token = now();
    switch (token.kind) {
      case Token::Kind::Number:
        ++at_;
        return number(token);
      case Token::Kind::Text:
        ++at_;
        return make({.kind = Node::Kind::Value, .value = Doc(token.text)});
      case Token::Kind::Word:
        return word();
      default:
        break;
    }
    if (take("(")) {
      NATSOP_TRY(auto inner, expression());
      NATSOP_CHECK(expect(")"));
      return inner;
    }
    if (take("[")) return list();
    if (take("{")) return map();
    if (take("#")) return make({.kind = Node::Kind::Element});
    if (take(".")) {  // a member of the element
      return member(make({.kind = Node::Kind::Element}));
    }
    return unexpected();
  }

  static Result<NodePtr> number(const Token& token) {
    const auto& t = token.text;
    if (t.find_first_of(".eE") == std::string::npos) {
      std::int64_t whole = 0;
      const auto [end, error] = std::from_chars(t.data(), t.data() + t.size(), whole);
      if (error != std::errc() || end != t.data() + t.size()) {
        return wrong(token.at, fmt::format("\"{}\" is out of range", t));
      }
      return make({.kind = Node::Kind::Value, .value = Doc(whole)});
    }
    double real = 0;
    const auto [end, error] = std::from_chars(t.data(), t.data() + t.size(), real);
    if (error != std::errc() || end != t.data() + t.size()) {
      return wrong(token.at, fmt::format("\"{}\" is no number", t));
    }
    return make({.kind = Node::Kind::Value, .value = Doc(real)});
  }

  Result<NodePtr> word() {
    const Token token = now();
    if (operator_here() != nullptr) return unexpected();
    ++at_;
    if (token.text == "true" || token.text == "false") {
      return make({.kind = Node::Kind::Value, .value = Doc(token.text == "true")});
    }
    if (token.text == "nil") return make({.kind = Node::Kind::Value});
    if (is("(")) return call(token);
    return make({.kind = Node::Kind::Name, .text = token.text});
  }

  Result<NodePtr> call(const Token& name) {
    const auto* shape = find_function(name.text);
    if (shape == nullptr) return wrong(name.at, fmt::format("no function \"{}\"", name.text));
    ++at_;  // (
    Node node{.kind = Node::Kind::Call, .text = name.text};
    while (!take(")")) {
      if (!node.parts.empty()) NATSOP_CHECK(expect(","));
      const bool braces = takes_condition(name.text) && node.parts.size() == 1 && take("{");
      NATSOP_TRY(auto argument, expression());
      if (braces) NATSOP_CHECK(expect("}"));
      node.parts.push_back(std::move(argument));
    }
    if (node.parts.size() < shape->least || node.parts.size() > shape->most) {
      return wrong(name.at,
                   fmt::format("{}() does not take {} arguments", name.text, node.parts.size()));
    }
    return make(std::move(node));
  }

  Result<NodePtr> list() {
    Node node{.kind = Node::Kind::List};
    while (!take("]")) {
      if (!node.parts.empty()) NATSOP_CHECK(expect(","));
      NATSOP_TRY(auto element, expression());
      node.parts.push_back(std::move(element));
    }
    return make(std::move(node));
  }

  Result<NodePtr> map() {
    Node node{.kind = Node::Kind::Map};
    while (!take("}")) {
      if (!node.parts.empty()) NATSOP_CHECK(expect(","));
      if (now().kind != Token::Kind::Word && now().kind != Token::Kind::Text) return unexpected();
      node.keys.push_back(now().text);
      ++at_;
      NATSOP_CHECK(expect(":"));
      NATSOP_TRY(auto value, expression());
      node.parts.push_back(std::move(value));
    }
    return make(std::move(node));
  }

  Result<NodePtr> member(NodePtr of) {
    if (now().kind != Token::Kind::Word) return unexpected();
    auto node = make({.kind = Node::Kind::Member, .text = now().text, .parts = {std::move(of)}});
    ++at_;
    return node;
  }

  Result<NodePtr> postfix(NodePtr node) {
    for (;;) {
      if (take(".") || take("?.")) {
        NATSOP_TRY(node, member(std::move(node)));
      } else if (take("[")) {
        NATSOP_TRY(node, index(std::move(node)));
      } else {
        return node;
      }
    }
  }

  Result<NodePtr> index(NodePtr of) {
    NodePtr from;
    if (!is(":")) {
      NATSOP_TRY(from, expression());
    }
    if (take("]")) return make({.kind = Node::Kind::Index, .parts = {std::move(of), from}});
    NATSOP_CHECK(expect(":"));
    NodePtr to;
    if (!is("]")) {
      NATSOP_TRY(to, expression());
    }
    NATSOP_CHECK(expect("]"));
    return make({.kind = Node::Kind::Slice, .parts = {std::move(of), from, to}});
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

bool takes_condition(std::string_view function) {
  static constexpr std::array<std::string_view, 8> kNames{"all",    "any", "one",   "none",
                                                          "filter", "map", "count", "find"};
  return std::ranges::find(kNames, function) != kNames.end();
}

const FunctionShape* find_function(std::string_view name) {
  const auto* it = std::ranges::find(kFunctions, name, &FunctionShape::name);
  return it == kFunctions.end() ? nullptr : &*it;
}

Result<NodePtr> parse_expression(std::string_view text) {
  NATSOP_TRY(auto tokens, Lexer(text).all());
  return Parser(std::move(tokens)).all();
}

Result<Expression> Expression::compile(std::string_view text) {
  auto root = parse_expression(text);
  if (!root) {
    return Error(Code::Invalid, fmt::format("expression \"{}\": {}", text, root.error().message()));
  }
  return Expression(std::string(text), *std::move(root));
}

}  // namespace natsop::json
