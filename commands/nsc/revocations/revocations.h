#pragma once
#include "cli/command.h"

namespace natsop::commands::nsc::revocations {

void add_activation(cli::Command& parent);
void add_user(cli::Command& parent);
void delete_activation(cli::Command& parent);
void delete_user(cli::Command& parent);
void list_activations(cli::Command& parent);
void list_users(cli::Command& parent);

/// `nsc revocations`, with all of the above.
void verb(cli::Command& root);

}  // namespace natsop::commands::nsc::revocations
