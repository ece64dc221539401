#include "commands/nsc/describe/describe.h"

#include "commands/nsc/describe/output.h"

namespace natsop::commands::nsc::describe {

void verb(cli::Command& root) {
  root.group<OutputFlags>(
      {.name = "describe",
       .summary = "Show operators, accounts, users and JWT files",
       .examples = {"nsc describe account A", "nsc describe user u --account A --json",
                    "nsc describe account A --field nats.exports[0].subject"}},
      output_flags, {account, jwt_token, operator_entity, user});
}

}  // namespace natsop::commands::nsc::describe
