#include "commands/nsc/edit/edit.h"

namespace natsop::commands::nsc::edit {

void verb(cli::Command& root) {
  root.group({.name = "edit",
              .summary = "Change operators, accounts, users, exports and signing keys",
              .examples = {"nsc edit account A --conns 100",
                           "nsc edit user --account A u --allow-pub 'orders.>'"}},
             {account, exported, operator_entity, signing_key, user});
}

}  // namespace natsop::commands::nsc::edit
