#include "core/render/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/text/number.h"
#include "core/text/width.h"

namespace natsop::render {
namespace {

constexpr int kAxis = 2;  // the space and the axis itself

/// The line as cells, row 0 at the bottom.
std::vector<std::vector<std::string>> drawn(const std::vector<std::size_t>& levels,
                                            std::size_t rows) {
  std::vector<std::vector<std::string>> cells(rows, std::vector<std::string>(levels.size(), " "));
  for (std::size_t x = 0; x < levels.size(); ++x) {
    const auto to = levels[x];
    const auto from = x == 0 ? to : levels[x - 1];
    if (from == to) {
      cells[to][x] = "─";
      continue;
    }
    cells[from][x] = to > from ? "╯" : "╮";
    cells[to][x] = to > from ? "╭" : "╰";
    for (auto y = std::min(from, to) + 1; y < std::max(from, to); ++y) cells[y][x] = "│";
  }
  return cells;
}

}  // namespace

std::string plot(const std::vector<double>& values, const std::string& caption, PlotSize size) {
  const auto rows = static_cast<std::size_t>(std::max(2, size.height - 1));
  const double top =
      values.empty() ? 1 : std::max(1.0, *std::max_element(values.begin(), values.end()));
  std::vector<std::string> labels;
  std::size_t label_width = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    const double value = top * static_cast<double>(row) / static_cast<double>(rows - 1);
    labels.push_back(top < 10 ? text::fixed_commas(value, 1)
                              : text::commas(static_cast<std::int64_t>(std::llround(value))));
    label_width = std::max(label_width, labels.back().size());
  }
  const auto columns =
      static_cast<std::size_t>(std::max(1, size.width - static_cast<int>(label_width) - kAxis));
  const auto skipped = values.size() > columns ? values.size() - columns : 0;
  std::vector<std::size_t> levels;
  for (std::size_t i = skipped; i < values.size(); ++i) {
    const double share = std::clamp(values[i] / top, 0.0, 1.0);
    levels.push_back(static_cast<std::size_t>(std::lround(share * static_cast<double>(rows - 1))));
  }
  if (levels.empty()) levels.push_back(0);
  const auto cells = drawn(levels, rows);
  std::string out;
  for (auto row = rows; row-- > 0;) {
    const bool begins = levels.front() == row;
    auto line = fmt::format("{:>{}} {}", labels[row], label_width, begins ? "┼" : "┤");
    for (const auto& cell : cells[row]) line += cell;
    while (line.ends_with(' ')) line.pop_back();
    out += line + "\n";
  }
  const auto caption_width = text::width(caption);
  const auto room = label_width + kAxis + levels.size();
  out += std::string(room > caption_width ? (room - caption_width) / 2 : 0, ' ') + caption;
  return out;
}

}  // namespace natsop::render
