#pragma once
#include <string>
#include <vector>

namespace natsop::render {

struct PlotSize {
  int width = 80;   ///< columns, the labels at the left included
  int height = 12;  ///< rows, the caption included
};

/// A line through the values, the newest at the right, above a centred caption:
///
///      20 ┤  ╭╮
///      10 ┤ ╭╯╰─
///       0 ┼─╯
///           orders.> / second
///
/// The scale begins at 0 and ends at the greatest value. More values than columns: the oldest are
/// left out; none: a flat line at 0. Values are not negative. No newline at the end.
[[nodiscard]] std::string plot(const std::vector<double>& values, const std::string& caption,
                               PlotSize size);

}  // namespace natsop::render
