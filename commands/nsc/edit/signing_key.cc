#include <fmt/format.h>

#include "commands/nsc/edit/edit.h"
#include "commands/nsc/session/account_changes.h"
#include "commands/nsc/session/session.h"
#include "commands/nsc/session/signing_keys.h"
#include "commands/nsc/session/user_limit_flags.h"

namespace natsop::commands::nsc::edit {
namespace {

namespace jwt = identity::jwt;
using identity::KeyKind;

struct Options {
  std::string argument;
  std::string account;
  List signing_keys;
  std::optional<std::string> role;
  std::optional<std::string> description;
  UserLimitOptions limits;
};

void flags(cli::Command& c, Options& o) {
  c.arg("key", o.argument, "The signing key: role, public key, seed or key file");
  c.flag("--account,-a", o.account, "Account of the signing key: name or public key")
      .placeholder("ACCOUNT");
  c.flag("--sk", o.signing_keys, "The signing key: generate, role, public key, seed or key file")
      .placeholder("KEY");
  c.flag("--role", o.role, "Name of the scope; -K and --sk take it for the key")
      .placeholder("NAME");
  c.flag("--description", o.description, "What the scope is for").placeholder("TEXT");
  user_limit_flags(c, o.limits);
}

Error no_key(const jwt::AccountClaims& claims, const std::string& given) {
  if (given.empty()) {
    return Error(Code::Usage, "signing key is required")
        .hint("give a key, a role or generate with --sk");
  }
  std::vector<std::string> names;
  for (const auto& [key, scope] : claims.signing_keys)
    names.push_back(scope && !scope->role.empty() ? scope->role : key);
  return Error(Code::NotFound, fmt::format("signing-key \"{}\" not found", given))
      .hint(suggestion(given, names));
}

/// The key to edit, by what was given in nsc's order: --sk, the argument, or the key of --role.
Result<std::string> key_of(const Session& session, identity::Transaction& tx, const Options& o,
                           const jwt::AccountClaims& claims) {
  std::string given = o.argument;
  if (!o.signing_keys.empty()) given = o.signing_keys.front();
  if (given.empty() && o.role) given = jwt::key_of_role(claims.signing_keys, *o.role);
  if (given.empty()) return no_key(claims, given);
  if (given == "generate") {
    NATSOP_TRY(const auto key, generate_key(session, tx, KeyKind::Account));
    return key.public_text();
  }
  if (auto key = jwt::key_of_role(claims.signing_keys, given); !key.empty()) return key;
  auto key = session.key_given(given, KeyKind::Account);
  if (!key) {
    if (key.error().code() == Code::NotFound && !given.starts_with('S'))
      return no_key(claims, given);
    return std::move(key).error();
  }
  return key->public_text();
}

Result<void> check_role(const jwt::AccountClaims& claims, const Options& o,
                        const std::string& key) {
  if (!o.role || o.role->empty()) return {};
  const auto other = jwt::key_of_role(claims.signing_keys, *o.role);
  if (other.empty() || other == key) return {};
  return Error(Code::Exists, fmt::format("role \"{}\" belongs to signing key {}", *o.role, other))
      .hint("roles name a key, so each needs its own");
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  NATSOP_TRY(const auto account, session.account(o.account));
  NATSOP_CHECK(check(o.limits, ctx));

  NATSOP_TRY(auto tx, session.begin());
  NATSOP_TRY(const auto before, session.store().account_claims(account));
  NATSOP_TRY(const auto key, key_of(session, tx, o, before));
  NATSOP_CHECK(check_role(before, o, key));
  NATSOP_TRY(const auto signer, session.signer({.account = account, .preferred = before.issuer}));

  auto claims = before;
  render::Report report;
  auto& scope = claims.signing_keys[key];
  if (!scope) scope.emplace();
  if (o.role) scope->role = *o.role;
  if (o.description) scope->description = *o.description;
  apply(o.limits, scope->limits, report);
  NATSOP_CHECK(check_change(before, claims, session.now()));
  NATSOP_CHECK(save_account(session, tx, account, claims, signer, report));
  report.ok(fmt::format("edited signing key \"{}\"", key));
  return show_report(ctx, report);
}

}  // namespace

void signing_key(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "signing-key",
       .summary = "Give a signing key a scope: what the users that it signs may do",
       .description =
           {"A signing key without a scope gets one; a key that the account does not have is "
            "added. "
            "Permissions may hold variables that the server fills in, such as {{name()}} and "
            "{{tag(region)}}."},
       .examples = {"nsc edit signing-key --account A --sk generate --role service --allow-sub "
                    "'q.>' --allow-pub-response",
                    "nsc edit signing-key --account A service --deny-pub '>'",
                    "nsc add user --account A worker -K service"},
       .impact = cli::Impact::ReadWrite},
      flags, run);
}

}  // namespace natsop::commands::nsc::edit
