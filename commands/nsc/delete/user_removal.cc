#include "commands/nsc/delete/user_removal.h"

#include <fmt/format.h>

namespace natsop::commands::nsc::removal {

namespace jwt = identity::jwt;

namespace {

bool revoke(jwt::AccountClaims& account, const std::string& key, Time now, render::Report& step) {
  if (account.revocations.contains(key)) {
    step.ok("user is already revoked");
    return false;
  }
  jwt::revoke(account.revocations, key, jwt::unix_seconds(now));
  step.ok("revoked user");
  return true;
}

}  // namespace

Result<bool> queue_user_removal(const Session& session, identity::Transaction& tx,
                                const std::string& account, const std::string& user,
                                const UserRemoval& what, jwt::AccountClaims& account_claims,
                                render::Report& report) {
  const auto& store = session.store();
  const auto& keystore = session.keystore();
  const auto claims = store.user_claims(account, user);
  if (!claims && claims.error().code() != Code::Corrupt) return claims.error();
  auto& step =
      report.group(fmt::format("user {} [{}]", user, claims ? claims->subject : "unreadable"));
  if (!claims) step.warn(claims.error().message());
  bool revoked = false;
  if (what.revoke && claims) revoked = revoke(account_claims, claims->subject, session.now(), step);
  store.remove_user(tx, account, user);
  step.ok("user deleted");
  if (what.nkey && claims) {
    const bool stored = keystore.has_file(claims->subject);
    if (stored) keystore.remove(tx, claims->subject);
    step.ok(stored ? "deleted private key" : "private key is not stored");
  }
  if (what.creds) {
    const bool stored = keystore.has_creds(store.name(), account, user);
    if (stored) tx.remove(keystore.creds_path(store.name(), account, user));
    step.ok(stored ? "removed creds file" : "creds file is not stored");
  }
  return revoked;
}

}  // namespace natsop::commands::nsc::removal
