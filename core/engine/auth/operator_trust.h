#pragma once
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/engine/options/options.h"
#include "core/identity/jwt/operator.h"

namespace natsop::engine {

/// Whom a server in operator mode trusts: what its configuration says about operators, checked.
/// A value.
struct OperatorTrust {
  std::vector<identity::jwt::OperatorClaims> operators;  ///< none with `trusted` keys
  /// Keys that may have signed accounts: signing keys, and operators' own keys unless those use
  /// their signing keys strictly.
  std::set<std::string, std::less<>> keys;
  /// Of them those of strict operators: their accounts' users must be signed by signing keys too.
  std::set<std::string, std::less<>> strict_keys;
  std::string system_account;  ///< of the configuration, or the first operator's; may be empty
  std::set<std::string, std::less<>> pinned;  ///< accounts that may connect; empty: all

  [[nodiscard]] bool trusts(std::string_view key) const { return keys.contains(key); }
  [[nodiscard]] bool is_strict(std::string_view key) const { return strict_keys.contains(key); }
  [[nodiscard]] bool may_connect(std::string_view account) const {
    return pinned.empty() || account == system_account || pinned.contains(account);
  }

  /// Checks what operator mode needs and forbids; errors (Invalid) are those that nats-server does
  /// not start with. `version` is what this server announces.
  [[nodiscard]] static Result<OperatorTrust> make(const Options& options, std::string_view version,
                                                  Time now);
};

/// The resolver that options name: their own, or the account server of the first operator. `trust`
/// comes from the same options.
[[nodiscard]] ResolverOptions resolver_options(const Options& options, const OperatorTrust& trust);

}  // namespace natsop::engine
