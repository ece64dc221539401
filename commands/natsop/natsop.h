#pragma once
#include "cli/command.h"

/// Commands that none of the originals has, one file each.
namespace natsop::commands::own {

void shellenv(cli::Command& parent);
void introspect(cli::Command& parent);

}  // namespace natsop::commands::own
