#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/config/value.h"

namespace natsop::config {

/// Reads the tokens of a configuration's text from front to back. Internal to this module. The text
/// must outlive it.
class Scanner {
 public:
  Scanner(std::string_view text, std::shared_ptr<const std::string> file)
      : text_(text), file_(std::move(file)) {}

  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  /// The next byte; 0 at the end (a NUL inside is refused before).
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void advance(std::size_t count = 1);
  [[nodiscard]] Position position() const;
  [[nodiscard]] Error error(std::string_view message) const;
  /// As a person would name the next byte: "'x'", "the end of the line", "the end of the file".
  [[nodiscard]] std::string next_name() const;

  /// Spaces and tabs; with `lines` also line ends.
  void skip_space(bool lines);
  /// Comments, spaces and, with `lines`, line ends. A comment ends before its line's end.
  void skip_comments(bool lines);
  [[nodiscard]] bool at_comment() const;

  /// The text of a key, which starts here: bare, or in quotes.
  [[nodiscard]] Result<std::string> key(bool& quoted);
  /// A path after `include`.
  [[nodiscard]] Result<std::string> path();
  /// "…" or '…' or ( … ) whose opening stands here.
  [[nodiscard]] Result<std::string> double_quoted();
  [[nodiscard]] Result<std::string> single_quoted();
  [[nodiscard]] Result<std::string> block();
  /// A number, date, address or bare text that starts with a digit or a minus.
  [[nodiscard]] Result<Value> number();

  struct Bare {
    std::string text;
    bool escaped = false;  ///< had a backslash: is text, whatever it looks like
    bool quote = false;    ///< a single quote ended it: likewise
  };
  [[nodiscard]] Result<Bare> bare(std::size_t start);

  [[nodiscard]] std::size_t offset() const { return at_; }

 private:
  [[nodiscard]] Result<void> escape(std::string& out);
  [[nodiscard]] Result<Value> date(std::size_t start, const Position& where);
  [[nodiscard]] Result<Value> decimal(std::size_t start, const Position& where);
  [[nodiscard]] Result<Value> integer(std::size_t digits, const Position& where);
  [[nodiscard]] Result<Value> text_from(std::size_t start, const Position& where);

  std::string_view text_;
  std::shared_ptr<const std::string> file_;
  std::size_t at_ = 0;
  int line_ = 1;
  std::size_t line_start_ = 0;
};

/// What ends a bare value.
[[nodiscard]] bool ends_value(char c);

}  // namespace natsop::config
