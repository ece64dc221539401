#include "core/identity/jwt/generic.h"

namespace natsop::identity::jwt {

GenericClaims GenericClaims::create(std::string subject) {
  GenericClaims claims;
  claims.subject = std::move(subject);
  return claims;
}

std::string GenericClaims::type() const {
  return data.has("/type") ? data.text_at("/type") : data.text_at("/nats/type");
}

void validate(const GenericClaims& claims, Time now, ValidationResults& results) {
  validate_times(claims, now, results);
}

json::Doc body_of(const GenericClaims& claims) { return claims.data.sorted(); }

}  // namespace natsop::identity::jwt
