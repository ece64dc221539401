#pragma once
#include "cli/command.h"

namespace natsop::commands::nsc::validation {

/// `nsc validate`.
void verb(cli::Command& root);

}  // namespace natsop::commands::nsc::validation
