#include "commands/nsc/list/list.h"

namespace natsop::commands::nsc::list {
namespace {

void list_flags(cli::Command& c, ListFlags& o) {
  c.flag("--json,-J", o.json, "Print the list as JSON");
}

}  // namespace

void verb(cli::Command& root) {
  root.group<ListFlags>({.name = "list",
                         .summary = "List operators, accounts, users and keys",
                         .examples = {"nsc list accounts", "nsc list keys --all"}},
                        list_flags, {accounts, keys, operators, users});
}

}  // namespace natsop::commands::nsc::list
