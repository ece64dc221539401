#pragma once
#include "cli/command.h"

namespace natsop::commands::nats::stream {

/// The group `nats stream`.
void stream(cli::Command& parent);

/// Flags of the group, which all its commands accept.
struct Group {
  bool all = false;  ///< internal streams (buckets, MQTT) too
};

// One verb, one file.
void add(cli::Command& parent);
void copy(cli::Command& parent);
void edit(cli::Command& parent);
void find(cli::Command& parent);
void get(cli::Command& parent);
void info(cli::Command& parent);
void ls(cli::Command& parent);
void purge(cli::Command& parent);
void report(cli::Command& parent);
void rm(cli::Command& parent);
void rmm(cli::Command& parent);
void state(cli::Command& parent);
void subjects(cli::Command& parent);
void view(cli::Command& parent);

}  // namespace natsop::commands::nats::stream
