#pragma once
#include "cli/command.h"

namespace natsop::commands::nsc::env {

/// `nsc env`: what is selected and where things are; with flags, selects first.
void verb(cli::Command& root);

/// `nsc select operator` and `nsc select account`: the same without the table.
void select(cli::Command& root);

}  // namespace natsop::commands::nsc::env
