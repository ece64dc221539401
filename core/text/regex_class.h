#pragma once
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "core/text/regex_syntax.h"

namespace natsop::text::regex {

/// Code points by range, for the character classes of core/text/regex.h.
using Ranges = std::vector<std::pair<Point, Point>>;

[[nodiscard]] const Ranges& digit_ranges();
[[nodiscard]] const Ranges& space_ranges();
[[nodiscard]] const Ranges& word_ranges();

/// What [:name:] stands for; null when there is none of that name.
[[nodiscard]] const Ranges* posix_class_ranges(std::string_view name);

/// Everything but sorted, disjoint ranges.
[[nodiscard]] Ranges complement(const Ranges& ranges);

/// Unicode's general categories as bits of CharSet::categories.
inline constexpr std::size_t kCategoryCount = 30;
inline constexpr std::uint32_t kAllCategories = (std::uint32_t{1} << kCategoryCount) - 1;

/// The categories that "L" or "Lu" names; 0 when it names none.
[[nodiscard]] std::uint32_t category_bits(std::string_view name);

}  // namespace natsop::text::regex
