#include "commands/nats/context/context.h"

namespace natsop::commands::nats::context {

void context(cli::Command& parent) {
  parent.group({.name = "context",
                .aliases = {"ctx"},
                .summary = "Manage saved connection settings",
                .description = "A context is a named set of servers, credentials and options. The "
                               "selected one is used by "
                               "every command that is given no other with --context.",
                .examples = {"nats context add hub --server nats://localhost:4222 --select",
                             "nats context ls", "nats stream ls --context hub"},
                .category = "Connections and contexts"},
               {add, copy, edit, info, ls, rm, select, unselect, previous, validate});
}

}  // namespace natsop::commands::nats::context
