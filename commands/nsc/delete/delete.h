#pragma once
#include "cli/command.h"

/// `delete` is a word of the language.
namespace natsop::commands::nsc::removal {

void account(cli::Command& parent);
void exported(cli::Command& parent);
void imported(cli::Command& parent);
void mapping(cli::Command& parent);
void user(cli::Command& parent);

/// `nsc delete`, with all of the above.
void verb(cli::Command& root);

}  // namespace natsop::commands::nsc::removal
