#pragma once
#include "cli/command.h"

namespace natsop::commands::nsc::add {

void account(cli::Command& parent);
void exported(cli::Command& parent);
void imported(cli::Command& parent);
void mapping(cli::Command& parent);
void operator_entity(cli::Command& parent);
void user(cli::Command& parent);

/// `nsc add`, with all of the above.
void verb(cli::Command& root);

}  // namespace natsop::commands::nsc::add
