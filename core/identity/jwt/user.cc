#include "core/identity/jwt/user.h"

#include "core/identity/jwt/codec.h"

namespace natsop::identity::jwt {

UserClaims UserClaims::create(std::string subject) {
  UserClaims claims;
  claims.subject = std::move(subject);
  claims.limits = UserPermissionLimits::unlimited();
  return claims;
}

void UserClaims::set_scoped(bool scoped) {
  limits = scoped ? UserPermissionLimits{} : UserPermissionLimits::unlimited();
}

Result<void> check_scoped_user(const std::string& signing_key, const UserClaims& claims) {
  if (claims.issuer != signing_key) return Error(Code::Invalid, "issuer not the scoped signer");
  if (!claims.has_empty_permissions()) {
    return Error(Code::Invalid, "scoped users require no permissions or limits set");
  }
  return {};
}

void validate(const UserClaims& claims, Time now, ValidationResults& results) {
  validate_times(claims, now, results);
  validate(claims.limits, results);
  if (!claims.issuer_account.empty() && !is_account_key(claims.issuer_account)) {
    results.error("account_id is not an account public key");
  }
}

json::Doc body_of(const UserClaims& claims) {
  json::Doc doc = json::Doc::object();
  put(doc, claims.limits);
  put_set(doc, "issuer_account", claims.issuer_account);
  put_trailer(doc, claims, ClaimType::User);
  return doc;
}

Result<void> read_body(const json::Doc& nats, UserClaims& claims) {
  auto reader = fields(nats, "nats");
  read(reader, claims.limits);
  reader.read("issuer_account", claims.issuer_account);
  return reader.done();
}

}  // namespace natsop::identity::jwt
