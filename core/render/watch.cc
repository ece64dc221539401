#include "core/render/watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/render/ansi.h"
#include "core/text/ascii.h"
#include "core/text/duration.h"

namespace natsop::render {
namespace {

/// What a watch shows: the last good frame, and the trouble since then.
struct Picture {
  std::string frame;
  std::string trouble;
  SteadyTime since{};
};

std::string compose(const WatchSettings& settings, const Picture& picture, SteadyTime now) {
  std::string text;
  if (!settings.title.empty()) {
    text =
        fmt::format("Every {}: {}\n\n", text::print_go_duration(settings.interval), settings.title);
  }
  text += picture.frame;
  if (!picture.trouble.empty()) {
    if (!text.ends_with('\n')) text += '\n';
    text += fmt::format("! {} (for {}, trying again)\n", picture.trouble,
                        text::print_duration(now - picture.since));
  }
  return text;
}

}  // namespace

std::string Redraw::frame(std::string_view text) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  std::vector<std::string> lines;
  for (const auto line : text::split(text, '\n')) lines.push_back(cut_to(line, width_, ""));
  // The last row stays free for the cursor, so that the terminal never scrolls.
  const auto room = static_cast<std::size_t>(std::max(height_ - 1, 1));
  if (lines.size() > room) {
    const auto hidden = lines.size() - room + 1;
    // A status line at the end is worth more than the row above it.
    auto last = lines.back().starts_with("! ") ? lines.back() : std::string();
    lines.resize(room - 1);
    lines.push_back(!last.empty() ? std::move(last)
                                  : cut_to(fmt::format("… {} more lines", hidden), width_, ""));
  }
  std::string out = "\x1b[?2026h";
  if (whole_) out += "\x1b[H\x1b[2J";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!whole_ && i < shown_.size() && shown_[i] == lines[i]) continue;
    fmt::format_to(std::back_inserter(out), "\x1b[{};1H{}\x1b[K", i + 1, lines[i]);
  }
  fmt::format_to(std::back_inserter(out), "\x1b[{};1H\x1b[J\x1b[?2026l", lines.size() + 1);
  shown_ = std::move(lines);
  whole_ = false;
  return out;
}

void Redraw::resize(const Terminal& terminal) {
  if (terminal.width == width_ && terminal.height == height_) return;
  width_ = terminal.width;
  height_ = terminal.height;
  whole_ = true;
}

Result<void> watch(std::ostream& out, const Terminal& terminal, const Clock& clock,
                   const WatchSettings& settings,
                   const std::function<Result<std::string>(const Terminal&)>& source,
                   const Wait& wait) {
  Terminal window = terminal;
  Redraw redraw(window);
  Picture picture;
  bool seen = false;
  for (std::size_t drawn = 1;; ++drawn) {
    if (settings.measure) settings.measure(window);
    redraw.resize(window);
    if (auto frame = source(window)) {
      picture = {*std::move(frame), {}, {}};
    } else if (!seen) {
      return std::move(frame).error();
    } else {
      if (picture.trouble.empty()) picture.since = clock.steady();
      picture.trouble = frame.error().one_line();
    }
    const auto text = compose(settings, picture, clock.steady());
    if (terminal.out) {
      out << redraw.frame(text);
    } else {
      out << (seen ? "\n" : "") << text;
    }
    out.flush();
    seen = true;
    if (!out || drawn == settings.count) return {};
    if (!wait(settings.interval)) {
      // The terminal has put "^C" below the last frame.
      if (terminal.out) out << "\r\x1b[K" << std::flush;
      return {};
    }
  }
}

}  // namespace natsop::render
