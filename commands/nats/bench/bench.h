#pragma once
#include "cli/command.h"

namespace natsop::commands::nats::bench {

/// `nats bench`: load, and what it took.
void bench(cli::Command& parent);

void pub(cli::Command& parent);
void sub(cli::Command& parent);
void request(
    cli::Command& parent);  ///< plain requests, without the micro protocol's group of flags
void reply(cli::Command& parent);
void service(cli::Command& parent);
void service_request(cli::Command& parent);
void service_serve(cli::Command& parent);

}  // namespace natsop::commands::nats::bench
