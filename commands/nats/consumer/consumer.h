#pragma once
#include "cli/command.h"

/// `nats consumer`: JetStream consumers. One file a verb; consumer.cc has the noun's table.
namespace natsop::commands::nats::consumer {

/// Flags of the noun, accepted by all verbs below it.
struct GroupOptions {
  bool all = false;  ///< offer internal streams too
};

void consumer(cli::Command& parent);

void add(cli::Command& parent);
void copy(cli::Command& parent);
void edit(cli::Command& parent);
void info(cli::Command& parent);
void ls(cli::Command& parent);
void next(cli::Command& parent);
void report(cli::Command& parent);
void rm(cli::Command& parent);
void state(cli::Command& parent);
void sub(cli::Command& parent);

}  // namespace natsop::commands::nats::consumer
