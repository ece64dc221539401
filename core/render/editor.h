#pragma once
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace natsop::render {

/// Lets the user edit `content` in a temporary private file whose name ends in `suffix`, and
/// returns what they saved. `editor` is a command line as a shell would read it; the file's path is
/// appended. Blocks until the editor ends. Errors: Usage when editor is empty or badly quoted,
/// Failed when it cannot be started or ends with a status.
[[nodiscard]] Result<std::string> edit_text(std::string_view editor, std::string_view content,
                                            std::string_view suffix);

}  // namespace natsop::render
