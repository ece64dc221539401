#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace natsop::engine {

/// The value of the first header of this name, in any case of letters, without white space around
/// it; a view into `block`, which is a message's header block with its closing blank line.
[[nodiscard]] std::optional<std::string_view> header_value(std::string_view block,
                                                           std::string_view name);

/// Appends to `out` the block, which may be empty, with this header instead of any of the same
/// name.
void append_with_header(std::string_view block, std::string_view name, std::string_view value,
                        std::string& out);

}  // namespace natsop::engine
