#pragma once
#include <string>

#include "core/base/result.h"

namespace natsop::commands::nsc {

/// A response type as claims spell it, from any case. Invalid: `unknown response type "x"`.
[[nodiscard]] Result<std::string> parse_response_type(const std::string& text);

/// --sampling: percent, or 0 for "header" (requests whose headers ask for it), which is also what
/// an empty text means. Invalid.
[[nodiscard]] Result<int> parse_sampling(const std::string& text);
/// What parse_sampling reads.
[[nodiscard]] std::string print_sampling(int sampling);

}  // namespace natsop::commands::nsc
