#pragma once
#include <string>

#include "core/identity/jwt/claims.h"
#include "core/identity/jwt/limits.h"
#include "core/identity/jwt/signing_keys.h"

namespace natsop::identity::jwt {

/// Who connects.
struct UserClaims : ClaimsData {
  UserPermissionLimits limits{};
  std::string issuer_account{};  ///< the account, when a signing key issued the claims

  /// A new user: nothing limited.
  [[nodiscard]] static UserClaims create(std::string subject);

  /// Users of a scoped signing key have no limits of their own: everything zero. Otherwise the
  /// limits of a new user.
  void set_scoped(bool scoped);
  /// True when there are no limits at all, as users of scoped signing keys have it.
  [[nodiscard]] bool has_empty_permissions() const { return limits.empty(); }
  /// The account the user belongs to: issuer_account, or the issuer.
  [[nodiscard]] const std::string& account() const {
    return issuer_account.empty() ? issuer : issuer_account;
  }
  friend bool operator==(const UserClaims&, const UserClaims&) = default;
};

/// Invalid "issuer not the scoped signer", "scoped users require no permissions or limits set".
[[nodiscard]] Result<void> check_scoped_user(const std::string& signing_key,
                                             const UserClaims& claims);

void validate(const UserClaims& claims, Time now, ValidationResults& results);
[[nodiscard]] json::Doc body_of(const UserClaims& claims);
[[nodiscard]] Result<void> read_body(const json::Doc& nats, UserClaims& claims);

}  // namespace natsop::identity::jwt
