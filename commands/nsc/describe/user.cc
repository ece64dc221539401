#include "commands/nsc/describe/claims_tables.h"
#include "commands/nsc/describe/describe.h"
#include "commands/nsc/describe/output.h"
#include "commands/nsc/session/ask.h"

namespace natsop::commands::nsc::describe {
namespace {

struct Options {
  std::string argument;
  std::string account;
  std::string name;
  Output output;
};

void flags(cli::Command& c, Options& o) {
  c.arg("name", o.argument, "Name or public key of the user; the only one without");
  c.flag("--account,-a", o.account, "Account of the user").placeholder("NAME");
  c.flag("--name,-n", o.name, "Name of the user").placeholder("NAME");
  output_file_flag(c, o.output);
}

/// The user, and what its signing key lets it do when it has no limits of its own.
std::vector<render::Table> user_tables(const Session& session, const std::string& account,
                                       const identity::jwt::UserClaims& claims) {
  auto tables = tables_of(claims);
  if (!claims.has_empty_permissions()) return tables;
  const auto owner = session.store().account_claims(account);
  if (!owner) return tables;
  const auto key = owner->signing_keys.find(claims.issuer);
  if (key != owner->signing_keys.end() && key->second) {
    tables.push_back(scope_table(key->first, *key->second));
  }
  return tables;
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  auto given_account = o.account;
  auto given = name_or_argument(o.name, o.argument);
  if (session.interactive() && given_account.empty()) {
    NATSOP_TRY(given_account, ask_account(session, given_account));
  }
  NATSOP_TRY(const auto account, session.account(given_account));
  if (session.interactive() && given.empty()) {
    NATSOP_TRY(given, ask_user(session, account));
  }
  NATSOP_TRY(const auto name, session.user(account, given));
  NATSOP_TRY(const auto token, session.store().user_token(account, name));
  Described described{.kind = "user", .name = name, .token = token, .tables = {}};
  if (!o.output.flags->raw) {
    NATSOP_TRY(const auto claims, session.store().user_claims(account, name));
    described.tables = [&session, account, claims] {
      return user_tables(session, account, claims);
    };
  }
  return present(session, o.output, described);
}

}  // namespace

void user(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "user",
       .summary = "Show a user: permissions, limits, and the scope of its signing key",
       .examples = {"nsc describe user u --account A", "nsc describe user --account A --json"},
       .impact = cli::Impact::ReadOnly,
       .data = true},
      flags, run);
}

}  // namespace natsop::commands::nsc::describe
