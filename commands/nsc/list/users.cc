#include "commands/nsc/list/entities.h"
#include "commands/nsc/list/list.h"
#include "commands/nsc/session/session.h"

namespace natsop::commands::nsc::list {
namespace {

struct Options {
  std::string account;
  std::string operator_name;
  std::shared_ptr<const ListFlags> shared;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--account,-a", o.account, "Account of the users; the selected one without")
      .placeholder("NAME");
  c.flag("--operator,-o", o.operator_name, "Operator of the account; the selected one without")
      .placeholder("NAME");
  o.shared = c.shared<ListFlags>();
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(Session session,
             o.operator_name.empty() ? Session::open_store(ctx) : Session::open(ctx));
  if (!o.operator_name.empty()) NATSOP_CHECK(session.use_operator(o.operator_name));
  NATSOP_TRY(const auto account, session.account(o.account));
  EntityList list(ctx, "Users", "");
  NATSOP_TRY(const auto names, session.store().users(account));
  for (const auto& name : names) list.add(name, session.store().user_claims(account, name));
  return list.show(o.shared->json);
}

}  // namespace

void users(cli::Command& parent) {
  parent.leaf<Options>({.name = "users",
                        .aliases = {"user"},
                        .summary = "List the users of an account",
                        .examples = {"nsc list users --account A"},
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nsc::list
