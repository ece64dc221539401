#pragma once
#include <string>
#include <string_view>

namespace natsop::text {

/// In double quotes with Go's escapes (%q): \" \\ \a \b \f \n \r \t \v, \x7f for control characters
/// and for bytes that are not UTF-8, \u200b for code points that have no shape. What protocol
/// errors quote subjects with.
[[nodiscard]] std::string go_quote(std::string_view text);

/// Whether a terminal can show the text as it is: valid UTF-8 without control characters; line
/// feeds and tabs are fine when `lines` is set.
[[nodiscard]] bool is_showable(std::string_view text, bool lines);

/// Every word with a capital first letter and the rest small: "3 days ago" to "3 Days Ago".
[[nodiscard]] std::string title_case(std::string_view text);

}  // namespace natsop::text
