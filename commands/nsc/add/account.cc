#include <fmt/format.h>

#include <algorithm>

#include "commands/nsc/add/add.h"
#include "commands/nsc/session/account_changes.h"
#include "commands/nsc/session/ask.h"
#include "commands/nsc/session/permission_flags.h"
#include "commands/nsc/session/session.h"
#include "commands/nsc/session/signing_keys.h"
#include "core/identity/jwt/account.h"
#include "core/text/ascii.h"

namespace natsop::commands::nsc::add {
namespace {

namespace jwt = identity::jwt;
using identity::KeyKind;
using identity::KeyPair;

struct Options {
  std::string argument;
  std::string name;
  std::string public_key;
  TimeOptions times;
  PermissionOptions permissions;
};

void flags(cli::Command& c, Options& o) {
  c.arg("name", o.argument, "Name of the account; * for a random one");
  c.flag("--name,-n", o.name, "Name of the account").placeholder("NAME");
  c.flag("--public-key,-k", o.public_key,
         "Key of the account instead of a new one: public key, seed or key file")
      .placeholder("KEY");
  time_flags(c, o.times);
  permission_flags(c, o.permissions);
}

Result<void> ask(const Session& session, Options& o, std::string& signer) {
  NATSOP_TRY(o.name, ask_name(session, "account name", o.name));
  NATSOP_TRY(o.public_key, ask_key(session, "an account", KeyKind::Account, o.public_key));
  NATSOP_CHECK(ask_times(session, o.times));
  NATSOP_TRY(signer, ask_signer(session, {.kind = KeyKind::Operator},
                                "select the key to sign the account"));
  return {};
}

Result<void> check_free(const Session& session, const std::string& name) {
  NATSOP_TRY(const auto names, session.store().accounts());
  for (const auto& there : names) {
    if (!text::equal_fold(there, name)) continue;
    return Error(Code::Exists, fmt::format("the account \"{}\" already exists", name))
        .hint(fmt::format("`nsc edit account {}` changes it", there));
  }
  return {};
}

/// In a managed store without the operator's key, an account signs itself.
Result<KeyPair> signer_of(const Session& session, const KeyPair& account,
                          const std::string& value) {
  auto signer = session.signer({.kind = KeyKind::Operator, .value = value});
  if (!signer && session.store().managed()) return account;
  return signer;
}

Result<void> run(const Options& given, cli::Context& ctx) {
  NATSOP_TRY(Session session, Session::open_store(ctx));
  Options o = given;
  o.name = name_or_argument(o.name, o.argument);
  std::string signer_value;
  if (session.interactive()) NATSOP_CHECK(ask(session, o, signer_value));
  NATSOP_TRY(const auto name, new_name(ctx, "account", o.name));
  NATSOP_CHECK(check(o.times, session.seconds()));
  NATSOP_CHECK(check(o.permissions, ctx));

  NATSOP_TRY(auto tx, session.begin());
  NATSOP_CHECK(check_free(session, name));
  NATSOP_TRY(const auto key, o.public_key.empty()
                                 ? generate_key(session, tx, KeyKind::Account)
                                 : session.key_given(o.public_key, KeyKind::Account));
  NATSOP_TRY(const auto signer, signer_of(session, key, signer_value));

  auto claims = jwt::AccountClaims::create(key.public_text());
  claims.name = name;
  apply(o.times, claims, session.seconds());
  render::Report report;
  apply(o.permissions, claims.default_permissions, report);
  NATSOP_CHECK(check_change(jwt::AccountClaims::create(claims.subject), claims, session.now()));
  if (o.public_key.empty()) {
    report.ok(fmt::format("generated and stored account key \"{}\"", claims.subject));
  }
  NATSOP_CHECK(save_account(session, tx, name, claims, signer, report));
  if (report.level() != render::Report::Level::Error)
    report.ok(fmt::format("added account \"{}\"", name));
  NATSOP_CHECK(session.select_account(name));
  return show_report(ctx, report);
}

}  // namespace

void account(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "account",
       .summary = "Add an account to the current operator, and select it",
       .description =
           {"The account gets a new key, which is put into the keystore, unless --public-key "
            "names one. The permissions are defaults for users that have none of their own."},
       .examples = {"nsc add account --name A", "nsc add account A --expiry 1y"},
       .impact = cli::Impact::ReadWrite},
      flags, run);
}

}  // namespace natsop::commands::nsc::add
