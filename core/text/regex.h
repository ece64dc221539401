#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace natsop::text {

/// A regular expression as Go's regexp package (RE2) takes it, asked only whether it matches. The
/// time to match is linear in the text, whatever the expression; nothing backtracks.
///
/// Has: | * + ? {n,m} and their lazy forms, groups, named groups, flags (?i) (?s) (?m) (?U), .
/// classes with ranges and
/// [:alpha:], \d \s \w \pL \p{Lu} and their negations, ^ $ \A \z \b \B, \Q…\E, \x41 \x{1F600} \101
/// and C's escapes. Not, as RE2: back references and looking around. Scripts in \p{…} are
/// Unsupported.
///
/// Immutable and cheap to copy; safe from any thread.
class Regex {
 public:
  /// Invalid says what is wrong, with the expression.
  [[nodiscard]] static Result<Regex> compile(std::string_view expression);

  /// Whether the expression matches anywhere in the text; anchor it with ^ and $ for all of it.
  /// Bytes that are not UTF-8 count as U+FFFD each.
  [[nodiscard]] bool search(std::string_view text) const;

  [[nodiscard]] const std::string& expression() const { return expression_; }

  struct Program;  ///< what it was compiled to

 private:
  Regex(std::string expression, std::shared_ptr<const Program> program)
      : expression_(std::move(expression)), program_(std::move(program)) {}

  std::string expression_;
  std::shared_ptr<const Program> program_;
};

}  // namespace natsop::text
