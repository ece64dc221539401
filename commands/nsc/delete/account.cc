#include <fmt/format.h>

#include "commands/nsc/delete/delete.h"
#include "commands/nsc/delete/user_removal.h"
#include "commands/nsc/session/account_changes.h"
#include "commands/nsc/session/ask.h"

namespace natsop::commands::nsc::removal {
namespace {

namespace jwt = identity::jwt;

/// How long the last token of a deleted account, which may be on servers, is valid.
constexpr std::int64_t kLastSeconds = 60;

struct Options {
  std::string argument;
  std::string name;
  bool force = false;
  bool revoke = true;
  bool creds = false;
  bool nkey = false;
};

void flags(cli::Command& c, Options& o) {
  c.arg("name", o.argument, "Account to delete: name or public key");
  c.flag("--name,-n", o.name, "Account to delete: name or public key").placeholder("ACCOUNT");
  c.flag("--force,-F", o.force, "Delete an account of a managed store, or the system account, too");
  c.flag("--revoke,-R", o.revoke, "Revoke its users first; --revoke=false does not");
  c.flag("--rm-creds,-C", o.creds, "Delete the credentials files of its users");
  c.flag("--rm-nkey,-D", o.nkey, "Delete its keys and those of its users");
}

Result<void> ask(const Session& session, Options& o) {
  NATSOP_TRY(o.name, ask_account(session, o.name));
  NATSOP_TRY(o.revoke, ask_yes(session, "revoke all account users before deleting", o.revoke));
  NATSOP_TRY(o.nkey, ask_yes(session, "delete associated account and user nkeys", o.nkey));
  NATSOP_TRY(o.creds, ask_yes(session, "delete associated user creds files", o.creds));
  if (session.store().managed()) {
    NATSOP_TRY(
        o.force,
        ask_yes(
            session,
            "managed accounts may require the account JWT or nkeys to cancel a service - continue",
            o.force));
    if (!o.force) return Error(Code::Cancelled, "delete cancelled");
  }
  NATSOP_TRY(const auto users, session.store().users(o.name));
  NATSOP_TRY(
      const bool sure,
      ask_yes(session,
              users.empty()
                  ? "deleting account or account nkey files cannot be undone - continue"
                  : "deleting accounts, users, nkeys or creds files cannot be undone - continue",
              false));
  if (!sure) return Error(Code::Cancelled, "delete cancelled");
  return {};
}

void remove_keys(const Session& session, identity::Transaction& tx,
                 const jwt::AccountClaims& claims, render::Report& report) {
  const auto& keystore = session.keystore();
  const auto remove = [&](const std::string& key, std::string_view deleted,
                          std::string_view missing) {
    const bool stored = keystore.has_file(key);
    if (stored) keystore.remove(tx, key);
    report.ok(fmt::format(fmt::runtime(stored ? deleted : missing), key));
  };
  for (const auto& [key, scope] : claims.signing_keys) {
    remove(key, "deleted signing key \"{}\"", "signing key \"{}\" is not stored");
  }
  remove(claims.subject, "deleted private key \"{}\"", "private key \"{}\" is not stored");
}

Error is_system_account(const std::string& account) {
  return Error(Code::Conflict,
               fmt::format("account \"{}\" is the system account of the operator", account))
      .hint("choose another one with `nsc edit operator --system-account NAME` first");
}

Result<void> run(const Options& given, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  Options o = given;
  o.name = name_or_argument(o.name, o.argument);
  if (session.interactive()) NATSOP_CHECK(ask(session, o));
  if (o.name.empty()) {
    NATSOP_TRY(const auto names, session.store().accounts());
    return Error(Code::Usage, "account name is required").hint(suggestion({}, names));
  }
  NATSOP_TRY(const auto account, session.account(o.name));
  if (session.store().managed() && !o.force) {
    return Error(Code::Conflict,
                 "managed accounts may require the account JWT or nkeys to cancel a service, "
                 "specify the --force to override");
  }

  NATSOP_TRY(auto tx, session.begin());
  NATSOP_TRY(auto claims, session.store().account_claims(account));
  NATSOP_TRY(const auto operator_claims, session.store().operator_claims());
  if (operator_claims.system_account == claims.subject && !o.force)
    return is_system_account(account);
  NATSOP_TRY(const auto signer, session.signer({.account = account}));
  render::Report report;
  NATSOP_TRY(const auto users, session.store().users(account));
  for (const auto& user : users) {
    NATSOP_TRY(
        [[maybe_unused]] const bool revoked,
        queue_user_removal(session, tx, account, user,
                           {.revoke = o.revoke, .nkey = o.nkey, .creds = o.creds}, claims, report));
  }
  claims.expires = jwt::unix_seconds(session.now()) + kLastSeconds;
  NATSOP_CHECK(save_account(session, tx, account, claims, signer, report));
  report.ok(fmt::format("expired account \"{}\"", account));
  if (o.nkey) remove_keys(session, tx, claims, report);
  session.store().remove_account(tx, account);
  NATSOP_CHECK(tx.commit());
  report.ok("deleted account");
  report.ok("deleted account directory");
  return show_report(ctx, report);
}

}  // namespace

void account(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "account",
       .summary = "Delete an account with its users",
       .description = {"Servers that have the account keep it until `nsc push --prune` or "
                       "`nsc push --account-removal` removes it there."},
       .examples = {"nsc delete account A --rm-nkey --rm-creds", "nsc push --account-removal A"},
       .impact = cli::Impact::ReadWrite},
      flags, run);
}

}  // namespace natsop::commands::nsc::removal
