#pragma once
#include "cli/command.h"

namespace natsop::commands::nsc::init {

/// `nsc init`.
void verb(cli::Command& root);

}  // namespace natsop::commands::nsc::init
