#pragma once
#include "cli/command.h"

/// `nats server`: the servers of a system, asked over the system account. One file a verb;
/// server.cc has the noun's table.
namespace natsop::commands::nats::server {

/// Flags of `server report`, accepted by all reports below it.
struct ReportOptions {
  bool reverse = false;
};

/// Flags of `server account`, accepted by all commands below it.
struct AccountOptions {
  bool json = false;
};

void server(cli::Command& parent);

void account_info(cli::Command& parent);
void check(cli::Command& parent);
void info(cli::Command& parent);
void list(cli::Command& parent);
void ping(cli::Command& parent);
void report_accounts(cli::Command& parent);
void report_connections(cli::Command& parent);
void report_jetstream(cli::Command& parent);
void request(cli::Command& parent);

}  // namespace natsop::commands::nats::server
