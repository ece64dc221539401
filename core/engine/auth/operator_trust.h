#pragma once
#include <set>
#include <string>
#include <string_view>
#include <vector>

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
  std::string system_account;                 ///< may be empty
  std::set<std::string, std::less<>> pinned;  ///< accounts that may connect; empty: all

  [[nodiscard]] bool trusts(std::string_view key) const { return keys.contains(key); }
  [[nodiscard]] bool is_strict(std::string_view key) const { return strict_keys.contains(key); }
  [[nodiscard]] bool may_connect(std::string_view account) const {
    return pinned.empty() || account == system_account || pinned.contains(account);
  }

  /// From options that complete() and validate() have seen; what is left to check are the tokens:
  /// those of operators, of preloaded accounts, the sentinel. An operator's may have expired, as
  /// for nats-server. Errors are Invalid, and such that nats-server does not start with.
  [[nodiscard]] static Result<OperatorTrust> make(const Options& options);
};

}  // namespace natsop::engine
