#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/json/expression.h"
#include "core/text/regex.h"

/// The parsed form of expressions. For the expression*.cc files.
namespace natsop::json {

struct Expression::Node {
  enum class Kind {
    Value,    ///< value
    Name,     ///< text
    Element,  ///< `#`
    Member,   ///< parts[0] . text
    Index,    ///< parts[0] [ parts[1] ]
    Slice,    ///< parts[0] [ parts[1] : parts[2] ]; either may be null
    Unary,    ///< text parts[0]
    Binary,   ///< parts[0] text parts[1]
    Choice,   ///< parts[0] ? parts[1] : parts[2]
    Call,     ///< text ( parts )
    List,     ///< [ parts ]
    Map,      ///< { keys: parts }
  };
  Kind kind;
  std::string text{};
  Doc value{};
  std::vector<std::string> keys{};
  std::vector<std::shared_ptr<const Node>> parts{};
  std::optional<text::Regex> regex{};  ///< of `matches` with a literal
};

/// Reads an expression. Errors: Invalid.
[[nodiscard]] Result<std::shared_ptr<const Expression::Node>> parse_expression(
    std::string_view text);

/// The functions whose last argument is a condition on each element.
[[nodiscard]] bool takes_condition(std::string_view function);
/// All functions, and how many arguments they take at least and at most.
struct FunctionShape {
  std::string_view name;
  std::size_t least;
  std::size_t most;
};
[[nodiscard]] const FunctionShape* find_function(std::string_view name);

}  // namespace natsop::json
