#include "core/engine/auth/operator_trust.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/http/fetch.h"
#include "core/identity/creds.h"
#include "core/identity/jwt/token.h"
#include "core/text/ascii.h"

namespace natsop::engine {

namespace {

namespace jwt = identity::jwt;

Error refused(std::string text) { return Error(Code::Invalid, std::move(text)); }

using Version = std::array<std::int64_t, 3>;

Version parse_version(std::string_view version) {
  Version numbers{};
  const auto parts = text::split(version.substr(0, version.find('-')), '.');
  for (std::size_t i = 0; i < numbers.size() && i < parts.size(); ++i) {
    for (const char c : parts[i].substr(0, 9)) {
      if (!text::is_digit(c)) {
        break;
      }
      numbers[i] = numbers[i] * 10 + (c - '0');
    }
  }
  return numbers;
}

Result<void> check_conflicts(const Options& options) {
  if (!options.accounts.empty()) {
    return refused("operators do not allow Accounts to be configured directly");
  }
  const AuthorizationOptions& auth = options.authorization;
  if (!auth.users.empty() || !auth.user.empty() || !auth.token.empty() || !auth.nkey.empty()) {
    return refused("operators do not allow users to be configured directly");
  }
  if (!options.no_auth_user.empty()) {
    return refused("no_auth_user not compatible with Trusted Operator");
  }
  return {};
}

Result<jwt::OperatorClaims> read_operator(const std::string& text, std::string_view version,
                                          Time now) {
  NATSOP_TRY(auto claims, jwt::decode_operator(identity::parse_decorated_jwt(text)));
  if (jwt::is_expired(claims, now)) {
    return refused(fmt::format("operator \"{}\" has expired", claims.name));
  }
  if (parse_version(version) < parse_version(claims.assert_server_version)) {
    return refused(fmt::format("expected server version {} is greater than server version {}",
                               claims.assert_server_version, version));
  }
  return claims;
}

void add_keys(const jwt::OperatorClaims& claims, OperatorTrust& trust) {
  std::vector<std::string> keys = claims.signing_keys;
  if (!claims.strict_signing_key_usage) {
    keys.push_back(claims.subject);
  } else {
    trust.strict_keys.insert(keys.begin(), keys.end());
  }
  trust.keys.insert(keys.begin(), keys.end());
}

Result<void> choose_system_account(const Options& options, OperatorTrust& trust) {
  trust.system_account = options.system_account;
  for (const jwt::OperatorClaims& claims : trust.operators) {
    if (claims.system_account.empty()) {
      continue;
    }
    if (trust.system_account.empty()) {
      trust.system_account = claims.system_account;
    }
    if (trust.system_account != claims.system_account) {
      return refused("system_account in config and operator JWT must be identical");
    }
  }
  if (!trust.system_account.empty() && !identity::is_account_key(trust.system_account)) {
    return refused("system account needs to be an account key in operator mode");
  }
  return {};
}

Result<void> check_resolver(const Options& options, const OperatorTrust& trust) {
  const ResolverOptions resolver = resolver_options(options, trust);
  using Type = ResolverOptions::Type;
  if (resolver.type == Type::None) {
    return refused("operators require an account resolver to be configured");
  }
  const bool is_directory = resolver.type == Type::Full || resolver.type == Type::Cache;
  if (is_directory && trust.system_account.empty()) {
    return refused(
        "using nats based account resolver - the system account needs to be specified in "
        "configuration or the operator jwt");
  }
  if (!options.operators.preload.empty() && resolver.type == Type::Url) {
    return refused(
        "resolver preloads only available for writeable resolver types MEM/DIR/CACHE_DIR");
  }
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

ResolverOptions resolver_options(const Options& options, const OperatorTrust& trust) {
  ResolverOptions resolver = options.operators.resolver;
  if (resolver.type == ResolverOptions::Type::None && !trust.operators.empty() &&
      http::is_url(trust.operators.front().account_server_url)) {
    resolver.type = ResolverOptions::Type::Url;
    resolver.url = trust.operators.front().account_server_url;
    if (!resolver.url.ends_with('/')) {
      resolver.url += '/';
    }
    resolver.url += "accounts/";
  }
  return resolver;
}

Result<OperatorTrust> OperatorTrust::make(const Options& options, std::string_view version,
                                          Time now) {
  OperatorTrust trust;
  const OperatorOptions& wanted = options.operators;
  if (!wanted.jwts.empty() && !wanted.trusted_keys.empty()) {
    return refused("conflicting options for 'TrustedKeys' and 'TrustedOperators'");
  }
  for (const std::string& text : wanted.jwts) {
    NATSOP_TRY(auto claims, read_operator(text, version, now));
    add_keys(claims, trust);
    trust.operators.push_back(std::move(claims));
  }
  for (const std::string& key : wanted.trusted_keys) {
    if (!identity::is_operator_key(key)) {
      return refused("trusted key is required to be a valid public operator nkey");
    }
    trust.keys.insert(key);
  }
  NATSOP_CHECK(choose_system_account(options, trust));
  NATSOP_CHECK(check_resolver(options, trust));
  NATSOP_CHECK(check_conflicts(options));
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
