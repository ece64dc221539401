#include "core/engine/auth/operator_trust.h"

#include <fmt/format.h>

#include "core/identity/creds.h"
#include "core/identity/jwt/token.h"

namespace natsop::engine {

namespace {

namespace jwt = identity::jwt;

Error refused(std::string text) { return Error(Code::Invalid, std::move(text)); }

void add_keys(const jwt::OperatorClaims& claims, OperatorTrust& trust) {
  std::vector<std::string> keys = claims.signing_keys;
  if (!claims.strict_signing_key_usage) {
    keys.push_back(claims.subject);
  } else {
    trust.strict_keys.insert(keys.begin(), keys.end());
  }
  trust.keys.insert(keys.begin(), keys.end());
}

Result<void> check_preload(const Options& options) {
  for (const auto& [account, token] : options.operators.preload) {
    const auto claims = jwt::decode_account(token);
    if (!claims) {
      return refused(
          fmt::format("preload account error for \"{}\": {}", account, claims.error().message()));
    }
    if (claims->subject != account) {
      return refused(fmt::format("preload account error for \"{}\": the token is that of {}",
                                 account, claims->subject));
    }
  }
  return {};
}

Result<void> check_sentinel(const Options& options) {
  const std::string& sentinel = options.operators.default_sentinel;
  if (sentinel.empty()) {
    return {};
  }
  const auto claims = jwt::decode_user(sentinel);
  if (!claims) {
    return refused(fmt::format("default sentinel JWT not valid: {}", claims.error().message()));
  }
  // Users of a scoped key say nothing of themselves; whether theirs makes bearers shows later.
  if (!claims->limits.bearer_token && !claims->has_empty_permissions()) {
    return refused("default sentinel must be a bearer token");
  }
  return {};
}

}  // namespace

Result<OperatorTrust> OperatorTrust::make(const Options& options) {
  OperatorTrust trust;
  trust.system_account = options.system_account;
  const OperatorOptions& wanted = options.operators;
  for (const std::string& text : wanted.jwts) {
    NATSOP_TRY(auto claims, jwt::decode_operator(identity::parse_decorated_jwt(text)));
    add_keys(claims, trust);
    trust.operators.push_back(std::move(claims));
  }
  for (const std::string& key : wanted.trusted_keys) {
    if (!identity::is_operator_key(key)) {
      return refused("trusted key is required to be a valid public operator nkey");
    }
    trust.keys.insert(key);
  }
  NATSOP_CHECK(check_preload(options));
  NATSOP_CHECK(check_sentinel(options));
  for (const std::string& account : wanted.pinned_accounts) {
    if (!identity::is_account_key(account)) {
      return refused(
          fmt::format("invalid account nkey \"{}\" in resolver_pinned_accounts", account));
    }
    trust.pinned.insert(account);
  }
  return trust;
}

}  // namespace natsop::engine
