#pragma once
#include <string>

#include "core/identity/jwt/claims.h"

namespace natsop::identity::jwt {

/// An auth callout service's answer: a user's token, or why there is none. The audience is the
/// server's key, the subject the request's user_nkey.
struct AuthorizationResponseClaims : ClaimsData {
  std::string jwt{};
  std::string error{};
  std::string issuer_account{};

  [[nodiscard]] static AuthorizationResponseClaims create(std::string subject);
  friend bool operator==(const AuthorizationResponseClaims&,
                         const AuthorizationResponseClaims&) = default;
};

void validate(const AuthorizationResponseClaims& claims, Time now, ValidationResults& results);
[[nodiscard]] json::Doc body_of(const AuthorizationResponseClaims& claims);
[[nodiscard]] Result<void> read_body(const json::Doc& nats, AuthorizationResponseClaims& claims);

}  // namespace natsop::identity::jwt
