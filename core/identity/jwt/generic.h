#pragma once
#include <string>

#include "core/identity/jwt/claims.h"

namespace natsop::identity::jwt {

/// Any other claims: `nats` is free. Requests to an account server are of this kind.
struct GenericClaims : ClaimsData {
  json::Doc data =
      json::Doc::object();  ///< the whole of `nats`, with its type, tags and version, if any

  [[nodiscard]] static GenericClaims create(std::string subject);
  /// data's "type", or that of data's "nats"; empty when there is none.
  [[nodiscard]] std::string type() const;
  friend bool operator==(const GenericClaims&, const GenericClaims&) = default;
};

void validate(const GenericClaims& claims, Time now, ValidationResults& results);
/// The data, sorted by key.
[[nodiscard]] json::Doc body_of(const GenericClaims& claims);

}  // namespace natsop::identity::jwt
