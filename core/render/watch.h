#pragma once
#include <chrono>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/render/terminal.h"

namespace natsop::render {

/// Turns frames into the bytes that change a terminal from the last frame to the next: only lines
/// that differ are written, so nothing flickers and the last frame stays on the screen.
class Redraw {
 public:
  explicit Redraw(const Terminal& terminal) : width_(terminal.width), height_(terminal.height) {}

  /// Lines that do not fit are cut: at the right, and below (the last line then says how many are
  /// hidden).
  [[nodiscard]] std::string frame(std::string_view text);

  /// The window changed: the next frame is drawn whole.
  void resize(const Terminal& terminal);

 private:
  std::vector<std::string> shown_;
  int width_;
  int height_;
  bool whole_ = true;
};

struct WatchSettings {
  std::string title{};  ///< first line: "Every 1s: title"; empty: no first line
  std::chrono::nanoseconds interval = std::chrono::seconds(1);
  std::size_t count = 0;                     ///< frames to draw; 0: until interrupted
  std::function<void(Terminal&)> measure{};  ///< reads the window's size before each frame
};

/// Waits until it is time for the next frame; false: the user pressed Ctrl-C, or the run is over.
using Wait = std::function<bool(std::chrono::nanoseconds)>;

/// Draws what `source` renders, again and again, until `wait` says stop; the last frame stays on
/// the screen, the cursor below it. When the source fails, its last frame stays and a line at the
/// bottom tells the error and since when, and the watch goes on. When out is no terminal, frames
/// are printed one after the other, a blank line between.
///
/// Errors: that of the source's first call, when it never gave a frame.
[[nodiscard]] Result<void> watch(std::ostream& out, const Terminal& terminal, const Clock& clock,
                                 const WatchSettings& settings,
                                 const std::function<Result<std::string>(const Terminal&)>& source,
                                 const Wait& wait);

}  // namespace natsop::render
