#pragma once
#include "cli/command.h"

/// `nats context`: saved connection settings. One file a verb; context.cc has the noun's table.
namespace natsop::commands::nats::context {

void context(cli::Command& parent);

void add(cli::Command& parent);
void copy(cli::Command& parent);
void edit(cli::Command& parent);
void info(cli::Command& parent);
void ls(cli::Command& parent);
void previous(cli::Command& parent);
void rm(cli::Command& parent);
void select(cli::Command& parent);
void unselect(cli::Command& parent);
void validate(cli::Command& parent);

}  // namespace natsop::commands::nats::context
