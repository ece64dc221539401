#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/identity/jwt/claims.h"
#include "core/identity/jwt/exports.h"
#include "core/identity/jwt/imports.h"
#include "core/identity/jwt/limits.h"
#include "core/identity/jwt/mappings.h"
#include "core/identity/jwt/permissions.h"
#include "core/identity/jwt/revocations.h"
#include "core/identity/jwt/signing_keys.h"

namespace natsop::identity::jwt {

struct UserClaims;
struct ActivationClaims;

/// The account's auth callout: who answers for which accounts.
struct ExternalAuthorization {
  std::vector<std::string> auth_users{};
  std::vector<std::string> allowed_accounts{};  ///< or "*" alone
  std::string xkey{};  ///< curve key requests are encrypted for; empty: not encrypted

  [[nodiscard]] bool enabled() const { return !auth_users.empty(); }
  friend bool operator==(const ExternalAuthorization&, const ExternalAuthorization&) = default;
};

struct MessageTrace {
  std::string destination{};
  int sampling = 0;  ///< percent; 0: 100

  friend bool operator==(const MessageTrace&, const MessageTrace&) = default;
};

inline constexpr std::string_view kClusterTrafficSystem = "system";
inline constexpr std::string_view kClusterTrafficOwner = "owner";

/// A tenant: users, and what crosses its border.
struct AccountClaims : ClaimsData {
  std::vector<Import> imports{};
  std::vector<Export> exports{};
  AccountLimits limits{};
  SigningKeys signing_keys{};
  RevocationList revocations{};  ///< of users
  Permissions default_permissions{};
  Mappings mappings{};
  ExternalAuthorization authorization{};
  std::optional<MessageTrace> trace{};
  std::string cluster_traffic{};  ///< kClusterTraffic...; empty: the server's default (system)
  std::string description{};
  std::string info_url{};

  /// A new account: nothing limited, JetStream off.
  [[nodiscard]] static AccountClaims create(std::string subject);
  friend bool operator==(const AccountClaims&, const AccountClaims&) = default;
};

/// True when the account's key issued the claims, or one of its signing keys did in the account's
/// name.
[[nodiscard]] bool did_sign(const AccountClaims& signer, const UserClaims& claims);
[[nodiscard]] bool did_sign(const AccountClaims& signer, const ActivationClaims& claims);
[[nodiscard]] bool did_sign(const AccountClaims& signer, const ClaimsData& claims);

/// A trace without sampling gets 100, as tokens written after validation have it.
void validate(AccountClaims& claims, Time now, ValidationResults& results);
[[nodiscard]] json::Doc body_of(const AccountClaims& claims);
[[nodiscard]] Result<void> read_body(const json::Doc& nats, AccountClaims& claims);

}  // namespace natsop::identity::jwt
