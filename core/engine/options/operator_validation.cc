#include "core/engine/options/operator_validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "core/engine/protocol/server_info.h"
#include "core/identity/jwt/token.h"
#include "core/identity/nkey.h"
#include "core/text/ascii.h"
#include "core/text/number.h"
#include "core/text/quote.h"

namespace natsop::engine {
namespace {

using Type = ResolverOptions::Type;

Error invalid(std::string text) { return {Code::Invalid, std::move(text)}; }

/// "2.10.29" as three numbers; what is missing or no number is 0.
std::array<std::int64_t, 3> version_of(std::string_view text) {
  std::array<std::int64_t, 3> out{};
  if (text.starts_with('v')) text.remove_prefix(1);
  const auto parts = text::split(text, '.');
  for (std::size_t i = 0; i < out.size() && i < parts.size(); ++i) {
    out.at(i) = text::parse_decimal(parts[i]).value_or(0);
  }
  return out;
}

Result<void> check_claims(const Options& options) {
  for (const auto& token : options.operators.jwts) {
    NATSOP_TRY(const auto claims, identity::jwt::decode_operator(token));
    if (!claims.system_account.empty() && claims.system_account != options.system_account) {
      return invalid("system_account in config and operator JWT must be identical");
    }
    if (version_of(claims.assert_server_version) > version_of(kAnnouncedVersion)) {
      return invalid(fmt::format("operator {} expected minimum server version {}, this is {}",
                                 claims.subject, claims.assert_server_version, kAnnouncedVersion));
    }
  }
  return {};
}

Result<void> check_direct(const Options& options) {
  if (!options.accounts.empty()) {
    return invalid("operators do not allow Accounts to be configured directly");
  }
  const auto& authorization = options.authorization;
  if (!authorization.users.empty() || !authorization.user.empty() ||
      !authorization.password.empty() || !authorization.token.empty()) {
    return invalid("operators do not allow users to be configured directly");
  }
  const auto& leafnodes = options.leafnodes;
  if (!leafnodes.authorization.users.empty() || !leafnodes.authorization.user.empty()) {
    return invalid("operator mode does not allow specifying users in leafnode config");
  }
  for (const auto& remote : leafnodes.remotes) {
    if (identity::is_account_key(remote.account)) continue;
    return invalid(
        "operator mode requires account nkeys in remotes. Please add an `account` key to "
        "each remote in your `leafnodes` section, to assign it to an account. Each "
        "account value should be a 56 character public key, starting with the letter 'A'");
  }
  return {};
}

Result<void> check_resolver(const Options& options) {
  const auto& operators = options.operators;
  if (operators.resolver.type == Type::None) {
    return invalid("operators require an account resolver to be configured");
  }
  const bool by_nats =
      operators.resolver.type == Type::Full || operators.resolver.type == Type::Cache;
  if (by_nats && options.system_account.empty()) {
    return invalid(
        "using nats based account resolver - the system account needs to be specified in "
        "configuration or the operator jwt");
  }
  if (operators.resolver.type == Type::Url && !operators.preload.empty()) {
    return invalid(
        "resolver preloads only available for writeable resolver types MEM/DIR/CACHE_DIR");
  }
  if (!options.system_account.empty() && !identity::is_account_key(options.system_account)) {
    return invalid(
        fmt::format("system_account {} is not a public account nkey, which operators demand",
                    text::go_quote(options.system_account)));
  }
  return {};
}

/// A user for everyone who shows no token: it must be one that needs no key.
Result<void> check_sentinel(const std::string& token) {
  if (token.empty()) return {};
  const auto claims = identity::jwt::decode_user(token);
  if (!claims) {
    return invalid(fmt::format("default sentinel JWT not valid: {}", claims.error().message()));
  }
  return {};
}

}  // namespace

Result<void> validate_operators(const Options& options) {
  const auto& operators = options.operators;
  if (!operators.enabled()) {
    if (!operators.pinned_accounts.empty()) {
      return invalid("resolver_pinned_accounts requires operators");
    }
    return {};
  }
  if (!operators.jwts.empty() && !operators.trusted_keys.empty()) {
    return invalid("trusted_keys and operators can not be configured together");
  }
  NATSOP_CHECK(check_claims(options));
  NATSOP_CHECK(check_direct(options));
  NATSOP_CHECK(check_resolver(options));
  return check_sentinel(operators.default_sentinel);
}

}  // namespace natsop::engine
