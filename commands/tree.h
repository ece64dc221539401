#pragma once
#include "cli/app.h"

namespace natsop::commands {

/// The four faces with all their commands: the one list that main, the tests and the generators
/// read.
[[nodiscard]] const cli::Faces& faces();

}  // namespace natsop::commands
