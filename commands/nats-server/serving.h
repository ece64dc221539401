#pragma once
#include "cli/context.h"
#include "commands/nats-server/command_line.h"

namespace natsop::commands::nats_server {

/// Runs a server until a signal or lame duck mode ends it. What keeps it from starting is logged as
/// fatal where the log goes, and returned.
[[nodiscard]] Result<void> serve(const CommandLine& line, cli::Context& ctx);

}  // namespace natsop::commands::nats_server
