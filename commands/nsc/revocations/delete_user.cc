#include <fmt/format.h>

#include "commands/nsc/revocations/cutoff.h"
#include "commands/nsc/revocations/revocations.h"
#include "commands/nsc/session/account_changes.h"
#include "commands/nsc/session/ask.h"

namespace natsop::commands::nsc::revocations {
namespace {

struct Options {
  std::string account;
  std::string name;
  std::string key;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--account,-a", o.account, "Account of the user: name or public key")
      .placeholder("ACCOUNT");
  c.flag("--name,-n", o.name, "User whose credentials count again").placeholder("USER");
  c.flag("--user-public-key,-u", o.key,
         "The same by public key, or * for the revocation of all users")
      .placeholder("KEY");
}

std::vector<std::string> revoked(const identity::jwt::AccountClaims& claims) {
  std::vector<std::string> keys;
  for (const auto& [key, at] : claims.revocations) keys.push_back(key);
  return keys;
}

Result<void> ask_all(const Session& session, Options& o, std::string& signer) {
  NATSOP_TRY(o.account, ask_account(session, o.account));
  NATSOP_TRY(const auto claims, session.store().account_claims(o.account));
  const auto keys = revoked(claims);
  if (o.name.empty() && !keys.empty()) {
    NATSOP_TRY(const auto index, ask_choice(session, "select users to delete", keys, o.key));
    o.key = keys[index];
  }
  NATSOP_TRY(signer, ask_signer(session, {.account = o.account}));
  return {};
}

Result<std::string> key_of(const Session& session, const std::string& account, const Options& o) {
  if (!o.key.empty() && !o.name.empty()) {
    return Error(Code::Usage, "--name and --user-public-key exclude each other")
        .hint("give one of them");
  }
  if (!o.key.empty()) return o.key;  // of a user who is gone, too
  if (o.name.empty()) {
    return Error(Code::Usage, "user or user-public-key is required")
        .hint("`nsc revocations list-users` lists what was revoked");
  }
  return session.user_key(account, o.name);
}

Result<void> run(const Options& given, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  Options o = given;
  std::string signer_value;
  if (session.interactive()) NATSOP_CHECK(ask_all(session, o, signer_value));
  NATSOP_TRY(const auto account, session.account(o.account));

  NATSOP_TRY(auto tx, session.begin());
  NATSOP_TRY(auto claims, session.store().account_claims(account));
  if (claims.revocations.empty()) {
    return Error(Code::NotFound, fmt::format("no user revocations set in account {}", account));
  }
  NATSOP_TRY(const auto key, key_of(session, account, o));
  if (!identity::jwt::clear_revocation(claims.revocations, key)) {
    return Error(Code::NotFound, fmt::format("user with public key {} is not revoked", key))
        .hint(suggestion(key, revoked(claims)));
  }
  NATSOP_TRY(const auto signer, session.signer({.account = account, .value = signer_value}));
  render::Report report;
  report.summarised();
  report.ok(key == kEverybody ? std::string("deleted all user revocation")
                              : fmt::format("deleted user revocation for \"{}\"", key));
  NATSOP_CHECK(save_account(session, tx, account, claims, signer, report));
  return show_report(ctx, report);
}

}  // namespace

void delete_user(cli::Command& parent) {
  parent.leaf<Options>({.name = "delete-user",
                        .aliases = {"delete_user"},
                        .summary = "Let the credentials of a revoked user count again",
                        .examples = {"nsc revocations delete-user --account A --name u",
                                     "nsc revocations delete-user --account A -u '*'"},
                        .impact = cli::Impact::ReadWrite},
                       flags, run);
}

}  // namespace natsop::commands::nsc::revocations
