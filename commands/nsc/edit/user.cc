#include <fmt/format.h>

#include "commands/nsc/edit/edit.h"
#include "commands/nsc/session/account_changes.h"
#include "commands/nsc/session/ask.h"
#include "commands/nsc/session/claim_flags.h"
#include "commands/nsc/session/session.h"
#include "commands/nsc/session/user_limit_flags.h"
#include "core/identity/jwt/token.h"

namespace natsop::commands::nsc::edit {
namespace {

namespace jwt = identity::jwt;
using identity::KeyKind;
using identity::KeyPair;

struct Options {
  std::string argument;
  std::string name;
  std::string account;
  ClaimOptions claim;
  UserLimitOptions limits;
};

void flags(cli::Command& c, Options& o) {
  c.arg("name", o.argument, "User: name or public key");
  c.flag("--account,-a", o.account, "Account of the user: name or public key")
      .placeholder("ACCOUNT");
  c.flag("--name,-n", o.name, "User: name or public key").placeholder("USER");
  claim_flags(c, o.claim);
  user_limit_flags(c, o.limits);
}

Result<void> ask(const Session& session, Options& o, std::string& signer) {
  NATSOP_TRY(o.account, ask_account(session, o.account));
  if (o.name.empty()) {
    NATSOP_TRY(o.name, ask_user(session, o.account));
  }
  NATSOP_TRY(o.name, session.user(o.account, o.name));
  NATSOP_TRY(const auto claims, session.store().user_claims(o.account, o.name));
  NATSOP_TRY(
      signer,
      ask_signer(session,
                 {.kind = KeyKind::Account, .account = o.account, .preferred = claims.issuer},
                 "select the key to sign the user"));
  std::int64_t payload = o.limits.payload ? o.limits.payload->value : claims.limits.payload;
  NATSOP_CHECK(ask_limit(session, "max payload (-1 unlimited)", payload));
  if (payload != claims.limits.payload) o.limits.payload = Limit{payload};
  return ask_claim(session, o.claim, claims);
}

/// What a scoped signing key, or the absence of a scope, says against the edited claims.
Result<void> check_scope(const jwt::AccountClaims& account, const jwt::UserClaims& claims) {
  const auto key = account.signing_keys.find(claims.issuer);
  if (key == account.signing_keys.end() || !key->second) return {};
  return jwt::check_scoped_user(claims.issuer, claims);
}

Result<void> check_claims(const jwt::UserClaims& before, const jwt::UserClaims& after, Time now) {
  jwt::ValidationResults old_results;
  jwt::ValidationResults new_results;
  jwt::validate(before, now, old_results);
  jwt::validate(after, now, new_results);
  const auto known = old_results.texts(jwt::Severity::Error);
  const auto errors = new_results.texts(jwt::Severity::Error);
  if (errors.size() <= known.size()) return {};
  return Error(Code::Invalid, errors.back());
}

Result<void> run(const Options& given, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  Options o = given;
  o.name = name_or_argument(o.name, o.argument);
  std::string signer_value;
  if (session.interactive()) {
    NATSOP_CHECK(ask(session, o, signer_value));
  } else if (!o.claim.any() && !o.limits.any()) {
    return Error(Code::Usage, "specify an edit option").hint("`nsc edit user --help` lists them");
  }
  NATSOP_TRY(const auto account, session.account(o.account));
  NATSOP_TRY(const auto name, session.user(account, o.name));
  NATSOP_CHECK(check(o.claim.times, session.seconds()));
  NATSOP_CHECK(check(o.limits, ctx));

  NATSOP_TRY(auto tx, session.begin());
  NATSOP_TRY(const auto account_claims, session.store().account_claims(account));
  NATSOP_TRY(const auto before, session.store().user_claims(account, name));
  if (account_claims.limits.disallow_bearer && o.limits.bearer.value_or(false)) {
    return Error(Code::Denied, "account disallows bearer token")
        .hint(fmt::format("`nsc edit account {} --disallow-bearer=false` allows it", account));
  }
  NATSOP_TRY(const auto signer, session.signer({.kind = KeyKind::Account,
                                                .account = account,
                                                .value = signer_value,
                                                .preferred = before.issuer}));
  auto claims = before;
  render::Report report;
  apply(o.claim, claims, session.seconds(), report);
  apply(o.limits, claims.limits, report);
  claims.issuer = signer.public_text();
  claims.issuer_account =
      claims.issuer == account_claims.subject ? std::string() : account_claims.subject;
  if (auto fits = check_scope(account_claims, claims); !fits) {
    report.error(fits.error().message());
    report.warn("user was NOT edited as the edits conflict with signing key scope");
    return show_report(ctx, report, std::move(fits));
  }
  NATSOP_CHECK(check_claims(before, claims, session.now()));
  NATSOP_TRY(const std::string token, jwt::encode(claims, signer, session.now()));
  NATSOP_CHECK(session.store().put_user(tx, account, name, token));
  NATSOP_TRY(const auto key, KeyPair::from_public(claims.subject));
  NATSOP_CHECK(queue_creds(session, tx, account, name, token, key, report));
  NATSOP_CHECK(tx.commit());
  report.ok(fmt::format("edited user \"{}\"", name));
  return show_report(ctx, report);
}

}  // namespace

void user(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "user",
       .summary = "Change a user: permissions, limits, when and how it may connect",
       .description =
           {"Only what is given changes; the credentials file is written anew. Users of a scoped "
            "signing key have no permissions of their own: `nsc edit signing-key` changes them."},
       .examples = {"nsc edit user --account A u --allow-pub 'orders.>' --deny-sub 'secret.>'",
                    "nsc edit user u --allow-pub-response=5 --response-ttl 5s",
                    "nsc edit user u --conn-type websocket --time 08:00:00-17:30:00 --locale "
                    "Europe/Berlin"},
       .impact = cli::Impact::ReadWrite},
      flags, run);
}

}  // namespace natsop::commands::nsc::edit
