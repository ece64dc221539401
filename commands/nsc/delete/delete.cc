#include "commands/nsc/delete/delete.h"

namespace natsop::commands::nsc::removal {

void verb(cli::Command& root) {
  root.group({.name = "delete",
              .summary = "Delete accounts, users, exports, imports and mappings",
              .examples = {"nsc delete user --account A u --rm-nkey --rm-creds",
                           "nsc delete export --account A --subject 'orders.>'"}},
             {account, exported, imported, mapping, user});
}

}  // namespace natsop::commands::nsc::removal
