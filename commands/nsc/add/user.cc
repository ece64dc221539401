#include <fmt/format.h>

#include <algorithm>

#include "commands/nsc/add/add.h"
#include "commands/nsc/session/account_changes.h"
#include "commands/nsc/session/ask.h"
#include "commands/nsc/session/permission_flags.h"
#include "commands/nsc/session/session.h"
#include "commands/nsc/session/signing_keys.h"
#include "core/identity/jwt/token.h"

namespace natsop::commands::nsc::add {
namespace {

namespace jwt = identity::jwt;
using identity::KeyKind;
using identity::KeyPair;

struct Options {
  std::string argument;
  std::string name;
  std::string account;
  std::string public_key;
  TimeOptions times;
  PermissionOptions permissions;
  List sources;
  List tags;
  bool bearer = false;
};

void flags(cli::Command& c, Options& o) {
  c.arg("name", o.argument, "Name of the user; * for a random one");
  c.flag("--account,-a", o.account, "Account of the user: name or public key")
      .placeholder("ACCOUNT");
  c.flag("--name,-n", o.name, "Name of the user").placeholder("NAME");
  c.flag("--public-key,-k", o.public_key,
         "Key of the user instead of a new one: public key, seed or key file")
      .placeholder("KEY");
  c.flag("--bearer", o.bearer, "Connect without signing the server's challenge");
  c.flag("--source-network", o.sources, "Networks to allow connections from (CIDR)")
      .placeholder("CIDR,…");
  c.flag("--tag", o.tags, "Tags").placeholder("TAG,…");
  time_flags(c, o.times);
  permission_flags(c, o.permissions);
}

Result<void> ask(const Session& session, Options& o, std::string& signer) {
  NATSOP_TRY(o.account, ask_account(session, o.account));
  NATSOP_TRY(o.name, ask_name(session, "user name", o.name));
  NATSOP_TRY(o.public_key, ask_key(session, "an user", KeyKind::User, o.public_key));
  NATSOP_CHECK(ask_times(session, o.times));
  NATSOP_TRY(signer, ask_signer(session, {.kind = KeyKind::Account, .account = o.account},
                                "select the key to sign the user"));
  return {};
}

Result<void> check_account(const Session& session, const Options& o, const std::string& account,
                           const std::string& user, const jwt::AccountClaims& claims) {
  NATSOP_TRY(const auto operator_claims, session.store().operator_claims());
  if (operator_claims.strict_signing_key_usage && claims.signing_keys.empty()) {
    return Error(
               Code::Conflict,
               "unable to issue users when operator requires signing keys and the account has none")
        .hint(fmt::format("`nsc edit account {} --sk generate` adds a signing key", account));
  }
  if (o.bearer && claims.limits.disallow_bearer) {
    return Error(Code::Denied,
                 fmt::format("account \"{}\" forbids the use of bearer token", account))
        .hint(fmt::format("`nsc edit account {} --disallow-bearer=false` allows it", account));
  }
  if (session.store().has_user(account, user)) {
    return Error(Code::Exists, fmt::format("the user \"{}\" already exists", user))
        .hint(fmt::format("`nsc edit user --account {} {}` changes it", account, user));
  }
  return {};
}

jwt::UserClaims claims_of(const Session& session, const Options& o, const KeyPair& key,
                          const jwt::AccountClaims& account, const std::string& signer,
                          render::Report& report) {
  auto claims = jwt::UserClaims::create(key.public_text());
  const auto scope = account.signing_keys.find(signer);
  claims.set_scoped(scope != account.signing_keys.end() && scope->second.has_value());
  if (signer != account.subject) claims.issuer_account = account.subject;
  apply(o.times, claims, session.seconds());
  apply(o.permissions, claims.limits.permissions, report);
  jwt::add_cidrs(claims.limits.sources, o.sources);
  jwt::add_tags(claims.tags, o.tags);
  std::ranges::sort(claims.tags);
  claims.limits.bearer_token = o.bearer;
  claims.issuer = signer;  // the checks of scopes want it before it is signed
  return claims;
}

Result<void> check_claims(const jwt::UserClaims& claims, Time now) {
  jwt::ValidationResults results;
  jwt::validate(claims, now, results);
  const auto errors = results.texts(jwt::Severity::Error);
  if (errors.empty()) return {};
  return Error(Code::Invalid, errors.front());
}

Result<void> run(const Options& given, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  Options o = given;
  o.name = name_or_argument(o.name, o.argument);
  std::string signer_value;
  if (session.interactive()) NATSOP_CHECK(ask(session, o, signer_value));
  NATSOP_TRY(const auto account, session.account(o.account));
  NATSOP_TRY(const auto name, new_name(ctx, "user", o.name));
  NATSOP_CHECK(check(o.times, session.seconds()));
  NATSOP_CHECK(check(o.permissions, ctx));

  NATSOP_TRY(auto tx, session.begin());
  NATSOP_TRY(const auto account_claims, session.store().account_claims(account));
  NATSOP_CHECK(check_account(session, o, account, name, account_claims));
  NATSOP_TRY(const auto signer,
             session.signer({.kind = KeyKind::Account, .account = account, .value = signer_value}));
  NATSOP_TRY(const auto key, o.public_key.empty() ? generate_key(session, tx, KeyKind::User)
                                                  : session.key_given(o.public_key, KeyKind::User));

  render::Report report;
  auto claims = claims_of(session, o, key, account_claims, signer.public_text(), report);
  claims.name = name;
  const auto scope = account_claims.signing_keys.find(claims.issuer);
  if (scope != account_claims.signing_keys.end() && scope->second) {
    if (auto fits = jwt::check_scoped_user(claims.issuer, claims); !fits) {
      report.error(fits.error().message());
      report.warn("user was NOT added as its permissions conflict with signing key scope");
      return show_report(ctx, report, std::move(fits));
    }
  }
  NATSOP_CHECK(check_claims(claims, session.now()));
  NATSOP_TRY(std::string token, jwt::encode(claims, signer, session.now()));
  NATSOP_CHECK(session.store().put_user(tx, account, name, token));
  if (o.public_key.empty()) {
    report.ok(fmt::format("generated and stored user key \"{}\"", claims.subject));
  }
  NATSOP_CHECK(queue_creds(session, tx, account, name, token, key, report));
  NATSOP_CHECK(tx.commit());
  report.ok(fmt::format("added user \"{}\" to account \"{}\"", name, account));
  return show_report(ctx, report);
}

}  // namespace

void user(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "user",
       .summary = "Add a user to an account, with a credentials file",
       .description =
           {"The user gets a new key, which is put into the keystore, unless --public-key names "
            "one. Users signed with a scoped signing key (-K) take their permissions from its "
            "scope and have none of their own."},
       .examples = {"nsc add user --account A --name u",
                    "nsc add user u --allow-pub 'orders.>' --allow-sub '_INBOX.>'",
                    "nsc add user service --allow-pub-response=5 --response-ttl 5s"},
       .impact = cli::Impact::ReadWrite},
      flags, run);
}

}  // namespace natsop::commands::nsc::add
