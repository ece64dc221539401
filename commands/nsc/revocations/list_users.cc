#include <fmt/format.h>

#include "commands/nsc/revocations/listing.h"
#include "commands/nsc/revocations/revocations.h"
#include "commands/nsc/session/ask.h"

namespace natsop::commands::nsc::revocations {
namespace {

struct Options {
  std::string account;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--account,-a", o.account, "Account of the users: name or public key")
      .placeholder("ACCOUNT");
}

Result<void> run(const Options& given, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  Options o = given;
  if (session.interactive()) {
    NATSOP_TRY(o.account, ask_account(session, o.account));
  }
  NATSOP_TRY(const auto account, session.account(o.account));
  NATSOP_TRY(const auto claims, session.store().account_claims(account));
  if (claims.revocations.empty()) {
    return Error(Code::NotFound, fmt::format("account {} does not have revoked users", account));
  }
  return show(ctx, "Revoked Users for " + account, "All Users", claims.revocations);
}

}  // namespace

void list_users(cli::Command& parent) {
  parent.leaf<Options>({.name = "list-users",
                        .aliases = {"list_users"},
                        .summary = "List the users whose credentials were revoked",
                        .examples = {"nsc revocations list-users --account A"},
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nsc::revocations
