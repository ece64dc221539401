#include "commands/nsc/session/account_changes.h"

#include <fmt/format.h>

#include <algorithm>

#include "commands/nsc/session/claim_flags.h"
#include "commands/nsc/session/web.h"
#include "core/identity/account_server.h"
#include "core/identity/creds.h"
#include "core/identity/jwt/token.h"

namespace natsop::commands::nsc {

namespace jwt = identity::jwt;
using identity::KeyPair;
using identity::Transaction;

namespace {

/// The steps of nsc's exchange with an account server.
render::Report told(const identity::ManagedSync& sync, const std::string& account) {
  using Kind = identity::ManagedSync::Kind;
  render::Report report(render::Report::Level::None,
                        "synchronized account jwt with account server");
  if (sync.kind == Kind::Unreachable) {
    report.error(fmt::format("error pushing account \"{}\": {}", account, sync.problem));
    return report;
  }
  auto& push = report.group("push jwt to account server", render::Report::Show::StepsOnTrouble);
  const int status = sync.response.status;
  if (sync.kind == Kind::Refused) {
    push.error(fmt::format("failed to push account to remote server: status {}", status));
  } else if (status == 200) {
    push.ok("pushed account jwt to the account server");
  } else {
    push.warn("pushed account jwt was accepted by the account server");
  }
  const std::string said(identity::trimmed(sync.response.body));
  if (!said.empty()) push.said(said);
  if (sync.kind == Kind::Taken) report.ok("pull jwt from account server");
  if (!sync.problem.empty()) {
    report.error(fmt::format("error pulling account \"{}\": {}", account, sync.problem));
  }
  return report;
}

Result<void> synchronize(const Session& session, Transaction& tx, const std::string& name,
                         jwt::AccountClaims& claims, std::string token, render::Report& report) {
  NATSOP_TRY(const auto operator_claims, session.store().operator_claims());
  Web web;
  auto sync =
      identity::sync_managed_account(web, operator_claims, claims.subject, std::move(token));
  if (sync.kind == identity::ManagedSync::Kind::Manual) {
    auto& step = report.group("stored self signed account jwt");
    step.warn(
        fmt::format("unable to push to \"{}\" - operator doesn't set an account server url or "
                    "manual exchange necessary",
                    operator_claims.name));
    step.warn("perform push/pull again or exchange self-signed JWT manually");
    return {};
  }
  auto& steps = report.add(told(sync, name));
  if (sync.kind != identity::ManagedSync::Kind::Taken) {
    steps.warn("perform push/pull again or exchange self-signed JWT manually");
    return {};
  }
  NATSOP_TRY(claims, jwt::decode_account(sync.token));
  NATSOP_CHECK(session.store().put_account(tx, name, std::move(sync.token)));
  return tx.commit();
}

std::string limit(std::int64_t value) {
  return value == jwt::kNoLimit ? std::string("unlimited") : fmt::format("{}", value);
}

std::string date(std::int64_t value) {
  return value == 0 ? std::string("always") : utc_date(value);
}

}  // namespace

Result<void> check_change(const jwt::AccountClaims& before, jwt::AccountClaims after, Time now) {
  jwt::ValidationResults old_results;
  jwt::ValidationResults new_results;
  auto copy = before;
  jwt::validate(copy, now, old_results);
  jwt::validate(after, now, new_results);
  auto known = old_results.texts(jwt::Severity::Error);
  for (const auto& text : new_results.texts(jwt::Severity::Error)) {
    const auto found = std::ranges::find(known, text);
    if (found == known.end()) return Error(Code::Invalid, text);
    known.erase(found);  // the same once more would be new
  }
  return {};
}

Result<void> save_account(const Session& session, Transaction& tx, const std::string& name,
                          jwt::AccountClaims& claims, const KeyPair& signer,
                          render::Report& report) {
  NATSOP_TRY(std::string token, jwt::encode(claims, signer, session.now()));
  NATSOP_CHECK(session.store().put_account(tx, name, token));
  NATSOP_CHECK(tx.commit());
  if (!session.store().managed()) return {};
  return synchronize(session, tx, name, claims, std::move(token), report);
}

void report_server_changes(const jwt::AccountClaims& ours, const jwt::AccountClaims& theirs,
                           render::Report& report) {
  render::Report changes(render::Report::Level::None, "account server modifications");
  const auto compare = [&](std::string_view what, const std::string& a, const std::string& b) {
    if (a != b) changes.said(fmt::format("{} changed from {} to {}", what, a, b));
  };
  const auto& a = ours.limits;
  const auto& b = theirs.limits;
  compare("jwt start", date(ours.not_before), date(theirs.not_before));
  compare("jwt expiry", date(ours.expires), date(theirs.expires));
  compare("max subscriptions", limit(a.subscriptions), limit(b.subscriptions));
  compare("max connections", limit(a.connections), limit(b.connections));
  compare("max leaf node connections", limit(a.leaf_connections), limit(b.leaf_connections));
  compare("max imports", limit(a.imports), limit(b.imports));
  compare("max exports", limit(a.exports), limit(b.exports));
  compare("max data", limit(a.data), limit(b.data));
  compare("max message payload", limit(a.payload), limit(b.payload));
  compare("allow wildcard exports", a.wildcard_exports ? "true" : "false",
          b.wildcard_exports ? "true" : "false");
  if (!changes.empty()) report.add(std::move(changes));
}

Result<void> queue_creds(const Session& session, Transaction& tx, const std::string& account,
                         const std::string& user, const std::string& token, const KeyPair& key,
                         render::Report& report) {
  const auto& keystore = session.keystore();
  const auto public_key = key.public_text();
  const bool queued = tx.writes(keystore.key_path(public_key));
  if (!queued && !keystore.has_seed(public_key)) {
    report.ok("skipped generating creds file - user private key is not available");
    return {};
  }
  KeyPair pair = key;
  if (!pair.has_seed()) {
    NATSOP_TRY(pair, keystore.load(public_key));
  }
  NATSOP_TRY(const auto seed, pair.seed());
  NATSOP_TRY(auto creds, identity::format_creds(token, seed));
  NATSOP_TRY(const auto path, keystore.store_creds(tx, session.store().name(), account, user,
                                                   public_key, std::move(creds)));
  report.ok("generated user creds file " + session.shown(path));
  return {};
}

}  // namespace natsop::commands::nsc
