#include <fmt/format.h>

#include "commands/nsc/revocations/activations.h"
#include "commands/nsc/revocations/listing.h"
#include "commands/nsc/revocations/revocations.h"

namespace natsop::commands::nsc::revocations {
namespace {

Result<void> run(const ExportChoice& given, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  ExportChoice choice = given;
  if (session.interactive()) NATSOP_CHECK(ask(session, choice));
  NATSOP_TRY(const auto account, session.account(choice.account));
  NATSOP_TRY(auto claims, session.store().account_claims(account));
  NATSOP_TRY(const auto* exported, find_export(claims, choice));
  const auto what =
      fmt::format("{} {}", identity::jwt::name_of(exported->type), title_of(*exported));
  if (exported->revocations.empty()) {
    return Error(Code::NotFound, what + " has no revocations");
  }
  return show(ctx, "Revoked Accounts for " + what, "All Accounts", exported->revocations);
}

}  // namespace

void list_activations(cli::Command& parent) {
  parent.leaf<ExportChoice>(
      {.name = "list_activations",
       .aliases = {"list-activations"},
       .summary = "List the accounts whose activation of an export was revoked",
       .examples = {"nsc revocations list-activations --account A --subject 'orders.>'"},
       .impact = cli::Impact::ReadOnly,
       .data = true},
      export_flags, run);
}

}  // namespace natsop::commands::nsc::revocations
