#pragma once
#include <string>
#include <string_view>

namespace natsop::text {

/// Columns that a text takes on a terminal: 2 for wide characters, 0 for combining ones and for
/// control characters. Each byte that is not valid UTF-8 counts 1. Escape sequences are not
/// recognised: core/render does that.
[[nodiscard]] std::size_t width(std::string_view text);

/// Bytes of the code point that `text` begins with; 1 for a byte that is not valid UTF-8, 0 for
/// empty text.
[[nodiscard]] std::size_t code_point_length(std::string_view text);

/// Whether the whole text is valid UTF-8.
[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace natsop::text
