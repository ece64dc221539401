#pragma once
#include <termios.h>

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace natsop::render {

/// One key press.
struct Key {
  enum Kind {
    Text,  ///< a printable character, in `text`
    Enter,
    Backspace,
    Delete,
    Left,
    Right,
    Up,
    Down,
    PageUp,
    PageDown,
    Home,
    End,
    Tab,
    EraseLine,  ///< Ctrl-U
    EraseRest,  ///< Ctrl-K
    EraseWord,  ///< Ctrl-W
    Other,      ///< nothing that a prompt knows
  };
  Kind kind = Other;
  std::string text{};
};

/// A terminal switched to raw key presses (no echo, no line editing, Ctrl-C as a key) until
/// destruction.
class Keyboard {
 public:
  /// The descriptor must be a terminal. Bytes that were typed ahead are kept.
  explicit Keyboard(int fd);
  Keyboard(const Keyboard&) = delete;
  Keyboard& operator=(const Keyboard&) = delete;
  ~Keyboard();

  /// Waits for the next key. Errors: Cancelled: "interrupt" for Ctrl-C, "end of input" when the
  /// terminal is gone or Ctrl-D was pressed.
  [[nodiscard]] Result<Key> next();

 private:
  [[nodiscard]] Result<char> byte();
  [[nodiscard]] bool waiting() const;
  [[nodiscard]] Result<Key> escape();
  [[nodiscard]] Result<Key> character(char lead);

  int fd_;
  termios before_{};
  bool switched_ = false;
};

/// Lines drawn on a terminal that can be drawn over: what a prompt shows while it is being
/// answered.
class Panel {
 public:
  Panel(int fd, int width) : fd_(fd), width_(width) {}
  Panel(const Panel&) = delete;
  Panel& operator=(const Panel&) = delete;
  /// Shows the cursor again; what was drawn and not finished stays, the cursor below it.
  ~Panel();

  /// Replaces the panel by this text, with the cursor at its end.
  void draw(std::string_view text);
  /// As draw, with the cursor `back` columns before the end of the last line.
  void draw(std::string_view text, int back);
  /// As draw, with the cursor hidden.
  void draw_list(std::string_view text);
  /// Replaces the panel by its final text, which stays; the cursor goes to the next line.
  void finish(std::string_view text);

 private:
  void put(std::string_view text, int back, bool cursor, bool last);

  int fd_;
  int width_;
  int row_ = 0;  // rows between the panel's first row and the cursor
  bool hidden_ = false;
  bool open_ = false;  // drawn, and not finished
};

}  // namespace natsop::render
