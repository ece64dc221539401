#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace natsop::test {

/// A pseudo terminal with somebody in front of it: keys go in, and what was written comes out as
/// the rows of a screen.
///
/// Understands what prompts and watches write: CR, LF, cursor up, forward and position, erase to
/// the end of line and of screen, show and hide; colours are dropped.
class Console {
 public:
  explicit Console(int columns = 80, int rows = 24);
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;
  ~Console();

  /// The side that a program sees as its terminal.
  [[nodiscard]] int terminal() const { return terminal_; }

  /// Presses keys.
  void type(std::string_view keys);

  /// Waits until the row of the cursor begins with `text` (or any row, with `anywhere`). False
  /// after five seconds.
  [[nodiscard]] bool wait_for(std::string_view text);

  /// Takes what was written until now, and returns the rows without trailing spaces and empty rows
  /// at the end.
  [[nodiscard]] std::string screen();

  [[nodiscard]] bool cursor_hidden() const { return hidden_; }
  [[nodiscard]] std::size_t cursor_column() const { return column_; }

 private:
  bool take(int wait_ms);
  void put(char c);
  void control(std::string_view parameters, char final);
  std::string& row();

  int keyboard_ = -1;  // the side of the person
  int terminal_ = -1;
  std::size_t columns_;
  std::vector<std::string> rows_;  // bytes; the tests that look at columns use ASCII
  std::size_t row_ = 0;
  std::size_t column_ = 0;
  std::string escape_;
  bool hidden_ = false;
};

}  // namespace natsop::test
