#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/json/doc.h"

namespace natsop::json {

/// A condition over documents in the language that `nats` takes for --expression and --filter
/// (expr-lang): `state.messages > 1000 and config.name startsWith "ORDERS"`.
///
/// Has: numbers, "texts", 'texts', true, false, nil, [lists], {maps}; names, a.b, a?.b, a["b"],
/// list[0], list[-1], list[1:3]; or || and && not ! == != < <= > >= in, not in, contains,
/// startsWith, endsWith, matches, + - * / % ** ^ ?? and c ? a : b; the functions len lower upper
/// trim abs min max sum int float string keys values join split first last duration date now, and
/// over lists all any one none filter map count find, whose condition names the element `#` and its
/// members `.name`.
///
/// Members that a document leaves out stand for zero, false, "" or nothing, whatever they are
/// compared with. `Go.Names` are looked up as go.names where the document has no such member.
///
/// Immutable and cheap to copy; safe from any thread.
class Expression {
 public:
  /// Errors: Invalid, with the expression and where it went wrong.
  [[nodiscard]] static Result<Expression> compile(std::string_view text);

  /// The value for these variables (the members of `scope`). Errors: Invalid for an unknown
  /// variable and for operands that do not go together.
  [[nodiscard]] Result<Doc> evaluate(const Doc& scope, Time now) const;

  /// The value, which must be true or false. Errors: as evaluate.
  [[nodiscard]] Result<bool> test(const Doc& scope, Time now) const;

  struct Node;  ///< of the parsed tree

 private:
  Expression(std::string text, std::shared_ptr<const Node> root)
      : text_(std::move(text)), root_(std::move(root)) {}

  std::string text_;
  std::shared_ptr<const Node> root_;
};

}  // namespace natsop::json
