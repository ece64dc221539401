#pragma once
#include "cli/command.h"

namespace natsop::commands::nsc::edit {

void account(cli::Command& parent);
void exported(cli::Command& parent);
void operator_entity(cli::Command& parent);
void signing_key(cli::Command& parent);
void user(cli::Command& parent);

/// `nsc edit`, with all of the above.
void verb(cli::Command& root);

}  // namespace natsop::commands::nsc::edit
