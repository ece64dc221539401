#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/identity/jwt/claims.h"

namespace natsop::identity::jwt {

/// Who runs servers: signs accounts.
struct OperatorClaims : ClaimsData {
  std::vector<std::string> signing_keys{};
  std::string account_server_url{};
  std::vector<std::string> service_urls{};
  std::string system_account{};         ///< public key
  std::string assert_server_version{};  ///< "2.10.0": the least version of servers; empty: any
  bool strict_signing_key_usage = false;

  [[nodiscard]] static OperatorClaims create(std::string subject);
  friend bool operator==(const OperatorClaims&, const OperatorClaims&) = default;
};

/// True when the operator's key, or one of its signing keys, issued the claims. With strict signing
/// key usage, the operator's own key counts for the operator's own claims only.
[[nodiscard]] bool did_sign(const OperatorClaims& signer, const ClaimsData& claims);

/// Invalid when a URL is no service URL: nats, tls, ws or wss, without credentials and path. Empty
/// is fine.
[[nodiscard]] Result<void> check_service_url(std::string_view url);
/// Invalid when it does not parse or has no protocol. Empty is fine.
[[nodiscard]] Result<void> check_account_server_url(std::string_view url);
/// Invalid unless empty or three numbers, "2.10.0".
[[nodiscard]] Result<void> check_server_version(std::string_view version);

void validate(const OperatorClaims& claims, Time now, ValidationResults& results);
[[nodiscard]] json::Doc body_of(const OperatorClaims& claims);
[[nodiscard]] Result<void> read_body(const json::Doc& nats, OperatorClaims& claims);

}  // namespace natsop::identity::jwt
