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
  Cutoff cutoff;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--account,-a", o.account, "Account of the user: name or public key")
      .placeholder("ACCOUNT");
  c.flag("--name,-n", o.name, "User whose credentials are revoked; the only one without")
      .placeholder("USER");
  c.flag("--user-public-key,-u", o.key, "The same by public key, or * for all users")
      .placeholder("KEY");
  cutoff_flag(c, o.cutoff);
}

Result<void> ask_all(const Session& session, Options& o, std::string& signer) {
  NATSOP_TRY(o.account, ask_account(session, o.account));
  if (o.key.empty()) {
    NATSOP_TRY(const bool by_name, ask_yes(session, "Revoke a user by name", true));
    if (by_name) {
      NATSOP_TRY(o.name, ask_user(session, o.account));
    } else {
      NATSOP_TRY(o.key, ask_name(session, "user public key, or * for all users", o.key));
    }
  }
  NATSOP_CHECK(ask(session, o.cutoff));
  NATSOP_TRY(signer, ask_signer(session, {.account = o.account}));
  return {};
}

Result<std::string> key_of(const Session& session, const std::string& account, const Options& o) {
  if (!o.key.empty() && !o.name.empty()) {
    return Error(Code::Usage, "--name and --user-public-key exclude each other")
        .hint("give one of them");
  }
  if (o.key == kEverybody) return o.key;
  if (!o.key.empty()) return session.user_key(account, o.key);
  NATSOP_TRY(const auto name, session.user(account, o.name));
  return session.user_key(account, name);
}

Result<void> run(const Options& given, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  Options o = given;
  std::string signer_value;
  if (session.interactive()) NATSOP_CHECK(ask_all(session, o, signer_value));
  NATSOP_TRY(const auto account, session.account(o.account));
  NATSOP_TRY(const auto until, seconds(o.cutoff, session));

  NATSOP_TRY(auto tx, session.begin());
  NATSOP_TRY(auto claims, session.store().account_claims(account));
  NATSOP_TRY(const auto key, key_of(session, account, o));
  NATSOP_TRY(const auto signer, session.signer({.account = account, .value = signer_value}));
  identity::jwt::revoke(claims.revocations, key, until);
  render::Report report;
  report.summarised();
  report.ok(key == kEverybody
                ? fmt::format("revoked all users issued before {}", shown_cutoff(until))
                : fmt::format("revoked user \"{}\"", key));
  NATSOP_CHECK(save_account(session, tx, account, claims, signer, report));
  return show_report(ctx, report);
}

}  // namespace

void add_user(cli::Command& parent) {
  parent.leaf<Options>({.name = "add-user",
                        .aliases = {"add_user"},
                        .summary = "Revoke the credentials of a user, or of all users",
                        .examples = {"nsc revocations add-user --account A --name u",
                                     "nsc revocations add-user --account A -u '*' --at "
                                     "2026-11-21T11:00:00Z"},
                        .impact = cli::Impact::ReadWrite},
                       flags, run);
}

}  // namespace natsop::commands::nsc::revocations
