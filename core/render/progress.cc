#include "core/render/progress.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/render/ansi.h"
#include "core/text/duration.h"
#include "core/text/number.h"
#include "core/text/size.h"

namespace natsop::render {
namespace {

constexpr auto kBetweenDraws = std::chrono::milliseconds(100);

std::string amount(Progress::Unit unit, std::uint64_t value) {
  return unit == Progress::Unit::Bytes ? text::print_size(value) : text::commas(value);
}

}  // namespace

Progress::Progress(std::ostream& err, const Terminal& terminal, const Clock& clock,
                   std::string label, std::uint64_t total, Unit unit)
    : err_(err),
      clock_(clock),
      label_(std::move(label)),
      total_(total),
      unit_(unit),
      width_(terminal.width),
      visible_(terminal.err),
      start_(clock.steady()),
      last_draw_(start_) {}

Progress::~Progress() { finish(); }

void Progress::set(std::uint64_t done) {
  done_ = done;
  if (!visible_ || finished_) return;
  const auto now = clock_.steady();
  if (drawn_ && now - last_draw_ < kBetweenDraws) return;
  last_draw_ = now;
  draw();
}

void Progress::draw() {
  const auto elapsed = clock_.steady() - start_;
  const double seconds = std::chrono::duration<double>(elapsed).count();
  std::string facts = amount(unit_, done_);
  if (total_ > 0) facts += " / " + amount(unit_, total_);
  facts += fmt::format(" [{}", text::print_duration(elapsed));
  if (seconds > 0 && done_ > 0) {
    const auto rate = static_cast<double>(done_) / seconds;
    facts += fmt::format(", {}/s", amount(unit_, static_cast<std::uint64_t>(rate)));
    if (done_ < total_) {
      const auto left = static_cast<double>(total_ - done_) / rate;
      facts += fmt::format(", {} left", text::print_duration(std::chrono::nanoseconds(
                                            static_cast<std::int64_t>(std::min(left, 1e8) * 1e9))));
    }
  }
  facts += ']';
  std::string line;
  if (total_ > 0) {
    const double part = std::min(1.0, static_cast<double>(done_) / static_cast<double>(total_));
    const auto head = fmt::format("{} ... {:.1f}% ", label_, part * 100);
    const int room = std::clamp(width_ - columns_of(head) - columns_of(facts) - 4, 0, 40);
    const int full = static_cast<int>(part * room);
    line = room < 5 ? head + facts
                    : fmt::format("{}[{:#<{}}{:.<{}}] {}", head, "", full, "", room - full, facts);
  } else {
    line = fmt::format("{} ... {}", label_, facts);
  }
  err_ << "\r" << cut_to(line, width_ - 1, "") << "\x1b[K";
  err_.flush();
  drawn_ = true;
}

void Progress::finish() {
  if (finished_) return;
  finished_ = true;
  if (!visible_ || !drawn_) return;
  draw();
  err_ << "\n";
  err_.flush();
}

void Progress::say(std::string_view line) {
  const bool over = drawn_ && !finished_;
  if (over) err_ << "\r\x1b[K";
  err_ << line << "\n";
  if (over) draw();
}

}  // namespace natsop::render
