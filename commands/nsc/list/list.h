#pragma once
#include "cli/command.h"

namespace natsop::commands::nsc::list {

/// Flags of `nsc list` that all commands below it accept.
struct ListFlags {
  bool json = false;
};

void accounts(cli::Command& parent);
void keys(cli::Command& parent);
void operators(cli::Command& parent);
void users(cli::Command& parent);

/// `nsc list`, with all of the above.
void verb(cli::Command& root);

}  // namespace natsop::commands::nsc::list
