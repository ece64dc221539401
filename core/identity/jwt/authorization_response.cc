#include "core/identity/jwt/authorization_response.h"

#include "core/identity/jwt/codec.h"

namespace natsop::identity::jwt {

AuthorizationResponseClaims AuthorizationResponseClaims::create(std::string subject) {
  AuthorizationResponseClaims claims;
  claims.subject = std::move(subject);
  return claims;
}

void validate(const AuthorizationResponseClaims& claims, Time now, ValidationResults& results) {
  if (!is_user_key(claims.subject)) results.error("Subject must be a user public key");
  if (!is_server_key(claims.audience)) results.error("Audience must be a server public key");
  if (claims.error.empty() && claims.jwt.empty()) results.error("Error or Jwt is required");
  if (!claims.error.empty() && !claims.jwt.empty()) results.error("Only Error or Jwt can be set");
  if (!claims.issuer_account.empty() && !is_account_key(claims.issuer_account)) {
    results.error("issuer_account is not an account public key");
  }
  validate_times(claims, now, results);
}

json::Doc body_of(const AuthorizationResponseClaims& claims) {
  json::Doc doc = json::Doc::object();
  put_set(doc, "jwt", claims.jwt);
  put_set(doc, "error", claims.error);
  put_set(doc, "issuer_account", claims.issuer_account);
  put_trailer(doc, claims, ClaimType::AuthorizationResponse);
  return doc;
}

Result<void> read_body(const json::Doc& nats, AuthorizationResponseClaims& claims) {
  auto reader = fields(nats, "nats");
  reader.read("jwt", claims.jwt);
  reader.read("error", claims.error);
  reader.read("issuer_account", claims.issuer_account);
  return reader.done();
}

}  // namespace natsop::identity::jwt
