#pragma once
#include <string_view>

namespace natsop::render {

/// What is known about the terminal that a command talks to. A plain value: made once by main,
/// passed down, made up by tests.
struct Terminal {
  bool in = false;      ///< standard input is a terminal
  bool out = false;     ///< standard output is a terminal
  bool err = false;     ///< standard error is a terminal
  int width = 80;       ///< columns
  int height = 24;      ///< rows
  bool colour = false;  ///< standard output may be coloured

  /// Whether questions may be asked: they need both directions.
  [[nodiscard]] bool interactive() const { return in && out; }

  /// Asks the kernel about file descriptors 0, 1 and 2. no_color and term are the values of the
  /// environment variables NO_COLOR and TERM (empty when unset): any non-empty NO_COLOR, or a
  /// "dumb" terminal, means no colour.
  [[nodiscard]] static Terminal detect(std::string_view no_color, std::string_view term);

  /// Reads the window size again, after it may have changed; keeps the old one when there is none
  /// to read.
  void refresh_size();
};

}  // namespace natsop::render
