#include "commands/nsc/add/add.h"

namespace natsop::commands::nsc::add {

void verb(cli::Command& root) {
  root.group({.name = "add",
              .aliases = {"create"},
              .summary = "Add operators, accounts, users, exports, imports and mappings",
              .examples = {"nsc add operator --name OP --sys", "nsc add account --name A",
                           "nsc add user --account A --name u"}},
             {account, exported, imported, mapping, operator_entity, user});
}

}  // namespace natsop::commands::nsc::add
