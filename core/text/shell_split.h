#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace natsop::text {

/// The words of a command line as a POSIX shell splits them: blanks, '…', "…" and backslashes.
/// Nothing is expanded, and no character is an operator. Invalid for a quote that is not closed,
/// and for a backslash at the end.
[[nodiscard]] Result<std::vector<std::string>> shell_split(std::string_view command);

}  // namespace natsop::text
