#pragma once
#include "cli/command.h"

/// `nats account`: the account that is logged in. One file a verb; account.cc has the noun's table.
namespace natsop::commands::nats::account {

void account(cli::Command& parent);

void info(cli::Command& parent);
void report_connections(cli::Command& parent);
void report_statistics(cli::Command& parent);

}  // namespace natsop::commands::nats::account
