#pragma once
#include "cli/command.h"

/// `nsc generate`: each file registers its noun.
namespace natsop::commands::nsc::generate {

void verb(cli::Command& root);

void activation(cli::Command& parent);
void config(cli::Command& parent);
void nats_context(cli::Command& parent);
void creds(cli::Command& parent);
void diagram(cli::Command& parent);
void nkey(cli::Command& parent);
void profile(cli::Command& parent);

}  // namespace natsop::commands::nsc::generate
