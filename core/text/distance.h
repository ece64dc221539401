#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace natsop::text {

/// The least number of insertions, deletions, replacements and swaps of neighbours (bytes) that
/// turn one text into the other.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate that was probably meant, for "did you mean": the nearest within a third of the
/// word's length (at least 1, at most 3 edits), or the only one that it begins. Nothing when none
/// is near.
[[nodiscard]] std::optional<std::string> nearest(std::string_view word,
                                                 const std::vector<std::string>& candidates);

}  // namespace natsop::text
