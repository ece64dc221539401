#pragma once
#include "cli/command.h"

/// The commands that send and receive messages: `nats publish`, `request`, `reply`, `subscribe`,
/// `rtt`. One file a verb.
namespace natsop::commands::nats::messages {

void publish(cli::Command& parent);
void request(cli::Command& parent);
void reply(cli::Command& parent);
void subscribe(cli::Command& parent);
void rtt(cli::Command& parent);

}  // namespace natsop::commands::nats::messages
