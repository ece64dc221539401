#include "commands/nsc/generate/generate.h"

namespace natsop::commands::nsc::generate {

void verb(cli::Command& root) {
  root.group({.name = "generate",
              .summary = "Generate server configurations, credentials, activations, keys, diagrams",
              .examples = {"nsc generate config --nats-resolver --sys-account SYS",
                           "nsc generate creds --account A --name u"}},
             {activation, config, nats_context, creds, diagram, nkey, profile});
}

}  // namespace natsop::commands::nsc::generate
