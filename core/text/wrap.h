#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace natsop::text {

/// Breaks a paragraph at its spaces into lines of at most `columns` columns; a longer word gets a
/// line of its own. Runs of white space count as one space. Empty text has no lines.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, std::size_t columns);

}  // namespace natsop::text
