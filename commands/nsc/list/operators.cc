#include "commands/nsc/list/entities.h"
#include "commands/nsc/list/list.h"
#include "commands/nsc/session/session.h"

namespace natsop::commands::nsc::list {
namespace {

struct Options {
  std::shared_ptr<const ListFlags> shared;
};

void flags(cli::Command& c, Options& o) { o.shared = c.shared<ListFlags>(); }

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open(ctx));
  EntityList list(ctx, "Operators", session.config().settings().operator_name);
  for (const auto& name : session.config().operators()) {
    const auto store = identity::Store::open(session.config().store_root() / name);
    list.add(name, store ? store->operator_claims()
                         : Result<identity::jwt::OperatorClaims>(store.error()));
  }
  return list.show(o.shared->json);
}

}  // namespace

void operators(cli::Command& parent) {
  parent.leaf<Options>({.name = "operators",
                        .aliases = {"operator"},
                        .summary = "List the operators in the store folder",
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nsc::list
