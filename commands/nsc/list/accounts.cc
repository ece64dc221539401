#include "commands/nsc/list/entities.h"
#include "commands/nsc/list/list.h"
#include "commands/nsc/session/session.h"

namespace natsop::commands::nsc::list {
namespace {

struct Options {
  std::string operator_name;
  std::shared_ptr<const ListFlags> shared;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--operator,-o", o.operator_name, "Operator of the accounts; the selected one without")
      .placeholder("NAME");
  o.shared = c.shared<ListFlags>();
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(Session session,
             o.operator_name.empty() ? Session::open_store(ctx) : Session::open(ctx));
  if (!o.operator_name.empty()) NATSOP_CHECK(session.use_operator(o.operator_name));
  EntityList list(ctx, "Accounts", session.config().settings().account);
  NATSOP_TRY(const auto names, session.store().accounts());
  for (const auto& name : names) list.add(name, session.store().account_claims(name));
  return list.show(o.shared->json);
}

}  // namespace

void accounts(cli::Command& parent) {
  parent.leaf<Options>({.name = "accounts",
                        .aliases = {"account"},
                        .summary = "List the accounts of an operator",
                        .examples = {"nsc list accounts", "nsc list accounts --json"},
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nsc::list
