#pragma once
#include <string>
#include <string_view>

namespace natsop::render {

/// Columns that a line of text takes on a terminal; escape sequences take none.
[[nodiscard]] int columns_of(std::string_view line);

/// The line when it fits into that many columns, else its beginning followed by `mark`. Escape
/// sequences are kept, and colours switched off at the end when the cut fell into a coloured part.
[[nodiscard]] std::string cut_to(std::string_view line, int columns, std::string_view mark);

/// The bytes at the start of `text` that belong together: an escape sequence, or one code point (a
/// byte, when it is no valid UTF-8). 0 for empty text.
[[nodiscard]] std::size_t unit_length(std::string_view text);

/// The text with control characters that a terminal would obey replaced by U+FFFD: what a server or
/// a stranger wrote must not move the cursor. Line feeds, tabs and colours (ESC [ ... m) stay,
/// carriage returns go.
[[nodiscard]] std::string tame(std::string_view text);

}  // namespace natsop::render
