#pragma once
#include <cstdint>
#include <ostream>
#include <string>

#include "core/base/clock.h"
#include "core/render/style.h"
#include "core/render/terminal.h"

namespace natsop::render {

/// A bar that is drawn over itself on standard error, and only when that is a terminal:
///
///     Publishing ... 45.00% [#########............] 450 / 1,000 [1.2s, 375/s, about 1.4s left]
///
/// Not safe for several threads at once; keeps references to the stream and the clock.
class Progress {
 public:
  enum class Unit { Count, Bytes };

  /// total 0: unknown, a running count without a bar.
  Progress(std::ostream& err, const Terminal& terminal, const Clock& clock, std::string label,
           std::uint64_t total, Unit unit = Unit::Count);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();  ///< finishes

  void set(std::uint64_t done);
  void advance(std::uint64_t more = 1) { set(done_ + more); }
  void total(std::uint64_t total) { total_ = total; }
  /// Draws the last state and ends the line; later calls do nothing.
  void finish();

  /// Prints a line above the bar (or as it is, without one).
  void say(std::string_view line);

  [[nodiscard]] bool visible() const { return visible_; }

 private:
  void draw();

  std::ostream& err_;
  const Clock& clock_;
  std::string label_;
  std::uint64_t total_;
  std::uint64_t done_ = 0;
  Unit unit_;
  int width_;
  bool visible_;
  bool drawn_ = false;
  bool finished_ = false;
  SteadyTime start_;
  SteadyTime last_draw_;
};

}  // namespace natsop::render
