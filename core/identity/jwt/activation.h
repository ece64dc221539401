#pragma once
#include <string>

#include "core/identity/jwt/claims.h"
#include "core/identity/jwt/exports.h"

namespace natsop::identity::jwt {

/// An exporting account's permission for the account that is the subject to import.
struct ActivationClaims : ClaimsData {
  std::string import_subject{};
  ExportType import_type = ExportType::Unknown;
  std::string issuer_account{};  ///< the account, when a signing key issued the claims

  [[nodiscard]] static ActivationClaims create(std::string subject);
  friend bool operator==(const ActivationClaims&, const ActivationClaims&) = default;
};

/// Names the activation of one subject from one issuer to one account: padded base32 of a SHA-256.
/// Invalid when issuer, subject or import subject is missing.
[[nodiscard]] Result<std::string> hash_id(const ActivationClaims& claims);

void validate(const ActivationClaims& claims, Time now, ValidationResults& results);
/// The same without the time checks, for activations inside imports.
void validate_body(const ActivationClaims& claims, ValidationResults& results);
[[nodiscard]] json::Doc body_of(const ActivationClaims& claims);
[[nodiscard]] Result<void> read_body(const json::Doc& nats, ActivationClaims& claims);

}  // namespace natsop::identity::jwt
