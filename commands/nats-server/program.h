#pragma once
#include "cli/context.h"

namespace natsop::commands::nats_server {

/// The nats-server face: takes the whole command line, in Go's flag syntax.
[[nodiscard]] Result<void> program(const std::vector<std::string>& args, cli::Context& ctx);

}  // namespace natsop::commands::nats_server
