#pragma once
#include <string>
#include <vector>

#include "core/base/result.h"

namespace natsop::cli {

/// Runs a program found in PATH to its end and returns what it wrote on standard output; its
/// standard input and error are ours. Errors: NotFound when it does not exist, Failed when it ends
/// with another status than 0.
[[nodiscard]] Result<std::string> run_program(const std::vector<std::string>& argv);

}  // namespace natsop::cli
