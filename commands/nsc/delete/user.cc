#include <fmt/format.h>

#include <algorithm>

#include "commands/nsc/delete/delete.h"
#include "commands/nsc/delete/user_removal.h"
#include "commands/nsc/session/account_changes.h"
#include "commands/nsc/session/ask.h"

namespace natsop::commands::nsc::removal {
namespace {

struct Options {
  std::string argument;
  List names;
  std::string account;
  bool revoke = false;
  bool nkey = false;
  bool creds = false;
};

void flags(cli::Command& c, Options& o) {
  c.arg("name", o.argument, "User to delete: name or public key");
  c.flag("--account,-a", o.account, "Account of the users: name or public key")
      .placeholder("ACCOUNT");
  c.flag("--name,-n", o.names, "Users to delete: names or public keys").placeholder("USER,…");
  c.flag("--revoke,-R", o.revoke, "Revoke them as well, so that their credentials are refused");
  c.flag("--rm-creds,-C", o.creds, "Delete their credentials files");
  c.flag("--rm-nkey,-D", o.nkey, "Delete their keys");
}

/// Whether one user or several: the questions differ by that.
std::string plural(std::size_t count, std::string_view one, std::string_view many) {
  return std::string(count > 1 ? many : one);
}

Result<void> ask(const Session& session, Options& o, std::string& signer) {
  NATSOP_TRY(o.account, ask_account(session, o.account));
  NATSOP_TRY(const auto users, session.store().users(o.account));
  if (users.empty()) {
    return Error(Code::NotFound,
                 fmt::format("account \"{}\" doesn't have any users - add one first", o.account));
  }
  std::vector<std::size_t> ticked;
  for (std::size_t i = 0; i < users.size(); ++i) {
    if (std::ranges::find(o.names, users[i]) != o.names.end()) ticked.push_back(i);
  }
  NATSOP_TRY(const auto chosen,
             session.prompter().multi_select(
                 {.message = "select users", .options = users, .chosen = ticked}));
  o.names.clear();
  for (const auto index : chosen) o.names.push_back(users[index]);
  const auto n = o.names.size();
  NATSOP_TRY(
      o.revoke,
      ask_yes(session, plural(n, "revoke user before deleting", "revoke users before deleting"),
              o.revoke));
  NATSOP_TRY(
      o.nkey,
      ask_yes(session, plural(n, "delete associated nkey", "delete associated nkeys"), o.nkey));
  NATSOP_TRY(
      o.creds,
      ask_yes(session, plural(n, "delete associated creds file", "delete associated creds files"),
              o.creds));
  NATSOP_TRY(const bool sure,
             ask_yes(session,
                     plural(n, "deleting a user, nkey or creds file cannot be undone - continue",
                            "deleting users, nkeys or creds files cannot be undone - continue"),
                     false));
  if (!sure) return Error(Code::Cancelled, "delete cancelled");
  if (o.revoke) {
    NATSOP_TRY(signer, ask_signer(session, {.account = o.account}));
  }
  return {};
}

/// Damaged users can be deleted by their name.
Result<std::vector<std::string>> users_of(const Session& session, const std::string& account,
                                          const List& given) {
  if (given.empty()) {
    NATSOP_TRY(const auto there, session.store().users(account));
    return Error(Code::Usage, "please specify an user to delete").hint(suggestion({}, there));
  }
  std::vector<std::string> names;
  for (const auto& one : given) {
    NATSOP_TRY(auto name, session.user(account, one));
    if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

Result<void> run(const Options& given, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  Options o = given;
  if (!o.argument.empty()) o.names.push_back(o.argument);
  std::string signer_value;
  if (session.interactive()) NATSOP_CHECK(ask(session, o, signer_value));
  NATSOP_TRY(const auto account, session.account(o.account));

  NATSOP_TRY(auto tx, session.begin());
  NATSOP_TRY(const auto names, users_of(session, account, o.names));
  NATSOP_TRY(auto claims, session.store().account_claims(account));
  render::Report report;
  auto& top = report.group("delete users");
  bool revoked = false;
  for (const auto& name : names) {
    NATSOP_TRY(
        const bool one,
        queue_user_removal(session, tx, account, name,
                           {.revoke = o.revoke, .nkey = o.nkey, .creds = o.creds}, claims, top));
    revoked = revoked || one;
  }
  if (revoked) {
    NATSOP_TRY(const auto signer, session.signer({.account = account, .value = signer_value}));
    NATSOP_CHECK(save_account(session, tx, account, claims, signer, top));
    top.ok(fmt::format("edited account \"{}\"", account));
  } else {
    NATSOP_CHECK(tx.commit());
  }
  return show_report(ctx, report);
}

}  // namespace

void user(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "user",
       .summary = "Delete users of an account",
       .description =
           {"A deleted user that is not revoked can still connect where its credentials are kept."},
       .examples = {"nsc delete user --account A u --revoke --rm-nkey --rm-creds",
                    "nsc delete user --account A --name u1,u2"},
       .impact = cli::Impact::ReadWrite},
      flags, run);
}

}  // namespace natsop::commands::nsc::removal
