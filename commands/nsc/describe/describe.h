#pragma once
#include "cli/command.h"

namespace natsop::commands::nsc::describe {

void account(cli::Command& parent);
void jwt_token(cli::Command& parent);
void operator_entity(cli::Command& parent);
void user(cli::Command& parent);

/// `nsc describe`, with all of the above.
void verb(cli::Command& root);

}  // namespace natsop::commands::nsc::describe
