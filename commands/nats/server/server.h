#pragma once
#include "cli/command.h"

/// `nats server`: the servers of a system, asked over the system account. One file a verb;
/// server.cc has the noun's table.
namespace natsop::commands::nats::server {

/// Flags of `server report`, accepted by all reports below it.
struct ReportOptions {
  bool reverse = false;
};

void server(cli::Command& parent);

void info(cli::Command& parent);
void list(cli::Command& parent);
void ping(cli::Command& parent);
void report_connections(cli::Command& parent);
void report_jetstream(cli::Command& parent);

}  // namespace natsop::commands::nats::server
