#include <fmt/format.h>

#include <algorithm>

#include "commands/nsc/edit/edit.h"
#include "commands/nsc/edit/jetstream_flags.h"
#include "commands/nsc/session/ask.h"
#include "commands/nsc/session/claim_flags.h"
#include "commands/nsc/session/session.h"
#include "commands/nsc/session/signing_keys.h"
#include "core/identity/jwt/token.h"
#include "core/text/ascii.h"

namespace natsop::commands::nsc::edit {
namespace {

namespace jwt = identity::jwt;
using identity::KeyKind;

struct Options {
  ClaimOptions claim;
  std::optional<std::string> account_server_url;
  bool remove_account_server_url = false;
  std::optional<std::string> system_account;
  List service_urls;
  List remove_service_urls;
  List signing_keys;
  List remove_signing_keys;
  std::optional<bool> require_signing_keys;

  [[nodiscard]] bool any() const {
    return claim.any() || account_server_url || remove_account_server_url || system_account ||
           !service_urls.empty() || !remove_service_urls.empty() || !signing_keys.empty() ||
           !remove_signing_keys.empty() || require_signing_keys;
  }
};

void flags(cli::Command& c, Options& o) {
  c.flag("--account-jwt-server-url,-u", o.account_server_url,
         "Where accounts are pushed to: nats, tls, ws, wss, http or https URLs")
      .placeholder("URL,…");
  c.flag("--rm-account-jwt-server-url", o.remove_account_server_url, "Remove that URL");
  c.flag("--service-url,-n", o.service_urls, "URLs of the servers for clients, to add")
      .placeholder("URL,…");
  c.flag("--rm-service-url", o.remove_service_urls, "URLs of the servers to remove")
      .placeholder("URL,…");
  c.flag("--system-account", o.system_account, "The system account: name or public key")
      .placeholder("ACCOUNT");
  c.flag("--sk", o.signing_keys, "Signing keys to add: generate, public key, seed or key file")
      .placeholder("KEY,…");
  c.flag("--rm-sk", o.remove_signing_keys, "Signing keys to remove").placeholder("KEY,…");
  c.flag("--require-signing-keys", o.require_signing_keys,
         "Accounts and users must be signed with signing keys")
      .fallback("false");
  claim_flags(c, o.claim);
}

Result<void> ask_urls(const Session& session, const jwt::OperatorClaims& claims, Options& o) {
  NATSOP_TRY(const auto url, ask_text(session, "account jwt server url",
                                      o.account_server_url.value_or(claims.account_server_url)));
  if (url != claims.account_server_url) o.account_server_url = url;
  NATSOP_TRY(bool more, ask_yes(session, "add a service url", true));
  while (more) {
    NATSOP_TRY(auto service, ask_text(session, "operator service url", "", jwt::check_service_url));
    if (!service.empty()) o.service_urls.push_back(std::move(service));
    NATSOP_TRY(more, ask_yes(session, "add another service url", true));
  }
  if (claims.service_urls.empty()) return {};
  NATSOP_TRY(const bool remove, ask_yes(session, "remove any service urls", true));
  if (!remove) return {};
  NATSOP_TRY(const auto chosen,
             session.prompter().multi_select(
                 {.message = "select service urls to remove", .options = claims.service_urls}));
  for (const auto index : chosen) o.remove_service_urls.push_back(claims.service_urls[index]);
  return {};
}

Result<void> ask(const Session& session, Options& o, std::string& signer) {
  NATSOP_TRY(const auto claims, session.store().operator_claims());
  NATSOP_CHECK(ask_claim(session, o.claim, claims));
  NATSOP_CHECK(ask_urls(session, claims, o));
  NATSOP_TRY(const bool set_system, ask_yes(session, "Set system account", false));
  if (set_system) {
    NATSOP_TRY(o.system_account, ask_account(session, o.system_account.value_or("")));
  }
  NATSOP_CHECK(ask_signing_keys(session, o.signing_keys, KeyKind::Operator));
  NATSOP_TRY(signer, ask_signer(session, {.allow_managed = false}));
  return {};
}

/// A system account by name has to be without JetStream; by key it may be unknown here.
Result<std::string> system_account_of(const Session& session, const std::string& given) {
  if (given.empty()) return std::string();
  const bool by_key = identity::is_account_key(given);
  const auto name = session.account(given);
  if (!name) return by_key ? Result<std::string>(given) : name;
  NATSOP_TRY(const auto claims, session.store().account_claims(*name));
  const bool tiered = !claims.limits.tiers.empty();
  if (tiered || is_set(claims.limits.jetstream)) {
    return Error(Code::Conflict, fmt::format("system accounts cannot have {}JetStream limits - run "
                                             "\"nsc edit account {} --js-disable\" first",
                                             tiered ? "tiered " : "", *name));
  }
  return claims.subject;
}

/// Requiring signing keys would invalidate what identity keys issued.
Result<void> check_issuers(const Session& session, const jwt::OperatorClaims& claims) {
  const auto& store = session.store();
  NATSOP_TRY(const auto accounts, store.accounts());
  for (const auto& account : accounts) {
    NATSOP_TRY(const auto account_claims, store.account_claims(account));
    if (account_claims.issuer == claims.subject) {
      return Error(
                 Code::Conflict,
                 fmt::format("account \"{}\" needs to be issued with a signing key first", account))
          .hint(fmt::format("`nsc edit account {} --tag signed -K KEY` signs it anew", account));
    }
    NATSOP_TRY(const auto users, store.users(account));
    for (const auto& user : users) {
      NATSOP_TRY(const auto user_claims, store.user_claims(account, user));
      if (user_claims.issuer != account_claims.subject) continue;
      return Error(Code::Conflict,
                   fmt::format(
                       "user \"{}\" in account \"{}\" needs to be issued with a signing key first",
                       user, account))
          .hint(fmt::format("`nsc edit user --account {} {} --tag signed -K KEY` signs it anew",
                            account, user));
    }
  }
  return {};
}

Result<void> apply_keys(const Session& session, identity::Transaction& tx, const Options& o,
                        jwt::OperatorClaims& claims, render::Report& report) {
  NATSOP_TRY(const auto added, signing_keys_given(session, tx, o.signing_keys, KeyKind::Operator));
  for (const auto& key : added) {
    jwt::add_texts(claims.signing_keys, {key.public_text()});
    report.ok(fmt::format("added signing key \"{}\"", key.public_text()));
  }
  for (const auto& key : o.remove_signing_keys) {
    if (jwt::remove_texts(claims.signing_keys, {key}) == 0) {
      return Error(Code::NotFound, fmt::format("\"{}\" is not a signing key of the operator", key))
          .hint("`nsc describe operator` lists its signing keys");
    }
    report.ok(fmt::format("removed signing key \"{}\"", key));
  }
  if (o.require_signing_keys && *o.require_signing_keys != claims.strict_signing_key_usage) {
    claims.strict_signing_key_usage = *o.require_signing_keys;
    report.ok(fmt::format("strict signing key usage set to: {}", *o.require_signing_keys));
  }
  if (claims.strict_signing_key_usage && claims.signing_keys.empty()) {
    return Error(Code::Conflict, "operator requires at least one signing key")
        .hint("add --sk generate");
  }
  return {};
}

Result<void> apply_urls(const Options& o, jwt::OperatorClaims& claims, render::Report& report) {
  if (o.account_server_url) {
    claims.account_server_url = text::trim(*o.account_server_url);
    NATSOP_CHECK(jwt::check_account_server_url(claims.account_server_url));
    report.ok(fmt::format("set account jwt server url to \"{}\"", claims.account_server_url));
  }
  if (o.remove_account_server_url) {
    claims.account_server_url.clear();
    report.ok("removed account server url");
  }
  return {};
}

Result<void> apply_service_urls(const Options& o, jwt::OperatorClaims& claims,
                                render::Report& report) {
  for (const auto& url : o.service_urls) {
    NATSOP_CHECK(jwt::check_service_url(url));
    jwt::add_texts(claims.service_urls, {text::ascii_lower(url)});
    report.ok(fmt::format("added service url \"{}\"", url));
  }
  for (const auto& url : o.remove_service_urls) {
    if (jwt::remove_texts(claims.service_urls, {text::ascii_lower(url)}) > 0) {
      report.ok(fmt::format("removed service url \"{}\"", url));
    } else {
      report.warn(fmt::format("service url \"{}\" was not set", url));
    }
  }
  return {};
}

Result<void> apply_all(const Session& session, identity::Transaction& tx, const Options& o,
                       jwt::OperatorClaims& claims, render::Report& report) {
  apply(o.claim, claims, session.seconds(), report);
  NATSOP_CHECK(apply_keys(session, tx, o, claims, report));
  NATSOP_CHECK(apply_urls(o, claims, report));
  if (o.system_account) {
    NATSOP_TRY(const auto system, system_account_of(session, *o.system_account));
    if (system != claims.system_account) {
      claims.system_account = system;
      report.ok(fmt::format("set system account \"{}\"", system));
    }
  }
  return apply_service_urls(o, claims, report);
}

/// The operator's own key may always sign the operator; without -K the usual order holds.
Result<identity::KeyPair> signer_of(const Session& session, const jwt::OperatorClaims& claims,
                                    const std::string& value) {
  const auto given = value.empty() ? session.ctx().nsc().private_key : value;
  if (!given.empty()) {
    auto key = session.key_given(given, KeyKind::Operator);
    if (key && key->public_text() == claims.subject) return key;
  }
  return session.signer({.allow_managed = false, .value = value});
}

Result<void> check_claims(jwt::OperatorClaims claims, Time now) {
  jwt::ValidationResults results;
  jwt::validate(claims, now, results);
  const auto errors = results.texts(jwt::Severity::Error);
  if (errors.empty()) return {};
  return Error(Code::Invalid, errors.front());
}

Result<void> run(const Options& given, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  Options o = given;
  std::string signer_value;
  if (session.interactive()) {
    NATSOP_CHECK(ask(session, o, signer_value));
  } else if (!o.any()) {
    return Error(Code::Usage, "specify an edit option")
        .hint("`nsc edit operator --help` lists them");
  }
  NATSOP_CHECK(check(o.claim.times, session.seconds()));

  NATSOP_TRY(auto tx, session.begin());
  NATSOP_TRY(const auto before, session.store().operator_claims());
  // The key that signs is one of those before the edit: a new one is not trusted yet.
  NATSOP_TRY(const auto signer, signer_of(session, before, signer_value));
  if (o.require_signing_keys.value_or(false)) NATSOP_CHECK(check_issuers(session, before));
  auto claims = before;
  render::Report report;
  NATSOP_CHECK(apply_all(session, tx, o, claims, report));
  NATSOP_CHECK(check_claims(claims, session.now()));
  NATSOP_TRY(std::string token, jwt::encode(claims, signer, session.now()));
  session.store().put_operator(tx, std::move(token));
  NATSOP_CHECK(tx.commit());
  report.ok(fmt::format("edited operator \"{}\"", claims.name));
  return show_report(ctx, report);
}

}  // namespace

void operator_entity(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "operator",
       .summary = "Change the current operator: URLs, signing keys, system account",
       .examples = {"nsc edit operator --account-jwt-server-url nats://localhost:4222",
                    "nsc edit operator --service-url nats://localhost:4222",
                    "nsc edit operator --sk generate --require-signing-keys"},
       .impact = cli::Impact::ReadWrite},
      flags, run);
}

}  // namespace natsop::commands::nsc::edit
