#include "core/identity/jwt/token.h"

#include <algorithm>

#include "core/identity/base32.h"
#include "core/identity/jwt/codec.h"
#include "core/identity/jwt/digest.h"

namespace natsop::identity::jwt {
namespace {

/// Which keys may issue claims of a kind, in the order error texts name them; none: any key.
std::vector<KeyKind> issuers_of(ClaimType type) {
  switch (type) {
    case ClaimType::Operator:
      return {KeyKind::Operator};
    case ClaimType::Account:
    case ClaimType::Activation:
      return {KeyKind::Account, KeyKind::Operator};
    case ClaimType::User:
    case ClaimType::AuthorizationResponse:
      return {KeyKind::Account};
    case ClaimType::AuthorizationRequest:
      return {KeyKind::Server};
    case ClaimType::Generic:
      break;
  }
  return {};
}

template <class T>
void update_version(T& /*claims*/) {}

/// Generic claims carry their version in their data, when they have any.
void update_version(GenericClaims& claims) {
  if (claims.data.is_object()) claims.data.put("version", kVersion);
}

Result<void> check_subject(const std::string& subject, KeyKind kind, std::string_view expected) {
  if (is_public(subject, kind)) return {};
  return Error(Code::Invalid, "expected subject to be " + std::string(expected));
}

Result<void> check_body(const OperatorClaims& claims) {
  NATSOP_CHECK(check_subject(claims.subject, KeyKind::Operator, "an operator public key"));
  return check_account_server_url(claims.account_server_url);
}

Result<void> check_body(const AccountClaims& claims) {
  NATSOP_CHECK(check_subject(claims.subject, KeyKind::Account, "account public key"));
  for (const auto& exported : claims.exports) {
    if (exported.type == ExportType::Unknown) {
      return Error(Code::Invalid, "unknown export type of " + quoted(exported.subject));
    }
  }
  return {};
}

Result<void> check_body(const UserClaims& claims) {
  return check_subject(claims.subject, KeyKind::User, "user public key");
}

Result<void> check_body(const ActivationClaims& claims) {
  return check_subject(claims.subject, KeyKind::Account, "an account");
}

template <class T>
Result<void> check_body(const T& /*claims*/) {
  return {};
}

template <class T>
void normalize(T& /*claims*/) {}

void normalize(AccountClaims& claims) {
  std::ranges::stable_sort(claims.imports, {}, &Import::subject);
  std::ranges::stable_sort(claims.exports, {}, &Export::subject);
}

/// The claims every token has, in the order they are written; `nats` follows them.
json::Doc standard_doc(const ClaimsData& claims) {
  json::Doc doc = json::Doc::object();
  put_set(doc, "aud", claims.audience);
  put_set(doc, "exp", claims.expires);
  put_set(doc, "jti", claims.id);
  put_set(doc, "iat", claims.issued_at);
  put_set(doc, "iss", claims.issuer);
  put_set(doc, "name", claims.name);
  put_set(doc, "nbf", claims.not_before);
  put_set(doc, "sub", claims.subject);
  return doc;
}

template <class T>
json::Doc full_doc(const T& claims) {
  json::Doc doc = standard_doc(claims);
  if (json::Doc body = body_of(claims); body.size() > 0) doc.put("nats", body);
  return doc;
}

template <class T>
Result<std::string> sign_claims(T& claims, ClaimType type, const KeyPair& signer, Time now) {
  // eyJ0eXAiOiJKV1QiLCJhbGciOiJlZDI1NTE5LW5rZXkifQ
  static const std::string kHeader =
      base64url(std::string_view(R"({"typ":"JWT","alg":"ed25519-nkey"})"));
  NATSOP_CHECK(check_body(claims));
  if (claims.subject.empty()) return Error(Code::Invalid, "subject is not set");
  NATSOP_CHECK(check_issuer(signer.kind(), type));
  normalize(claims);
  claims.issuer = signer.public_text();
  claims.issued_at = unix_seconds(now);
  claims.version = kVersion;
  claims.id.clear();
  claims.id = base32(sha512_256(standard_doc(claims).dump_go()));
  update_version(claims);
  std::string token = kHeader + "." + base64url(full_doc(claims).dump_go());
  NATSOP_TRY(const auto signature, signer.sign(token));
  return token + "." + base64url(signature);
}

}  // namespace

Result<void> check_issuer(KeyKind kind, ClaimType type) {
  const auto allowed = issuers_of(type);
  if (allowed.empty() || std::ranges::find(allowed, kind) != allowed.end()) return {};
  std::string names;
  for (const auto one : allowed) names += (names.empty() ? "" : " ") + std::string(name_of(one));
  return Error(Code::Invalid, "unable to validate expected prefixes - [" + names + "]");
}

ClaimType type_of(const AnyClaims& claims) { return static_cast<ClaimType>(claims.index()); }

const ClaimsData& data_of(const AnyClaims& claims) {
  return std::visit([](const auto& one) -> const ClaimsData& { return one; }, claims);
}

ClaimsData& data_of(AnyClaims& claims) {
  return std::visit([](auto& one) -> ClaimsData& { return one; }, claims);
}

Result<std::string> encode(OperatorClaims& claims, const KeyPair& signer, Time now) {
  return sign_claims(claims, ClaimType::Operator, signer, now);
}

Result<std::string> encode(AccountClaims& claims, const KeyPair& signer, Time now) {
  return sign_claims(claims, ClaimType::Account, signer, now);
}

Result<std::string> encode(UserClaims& claims, const KeyPair& signer, Time now) {
  return sign_claims(claims, ClaimType::User, signer, now);
}

Result<std::string> encode(ActivationClaims& claims, const KeyPair& signer, Time now) {
  return sign_claims(claims, ClaimType::Activation, signer, now);
}

Result<std::string> encode(AuthorizationRequestClaims& claims, const KeyPair& signer, Time now) {
  return sign_claims(claims, ClaimType::AuthorizationRequest, signer, now);
}

Result<std::string> encode(AuthorizationResponseClaims& claims, const KeyPair& signer, Time now) {
  return sign_claims(claims, ClaimType::AuthorizationResponse, signer, now);
}

Result<std::string> encode(GenericClaims& claims, const KeyPair& signer, Time now) {
  return sign_claims(claims, ClaimType::Generic, signer, now);
}

Result<std::string> encode(AnyClaims& claims, const KeyPair& signer, Time now) {
  return std::visit([&](auto& one) { return encode(one, signer, now); }, claims);
}

json::Doc to_doc(const AnyClaims& claims) {
  return std::visit([](const auto& one) { return full_doc(one); }, claims);
}

void validate(AnyClaims& claims, Time now, ValidationResults& results) {
  std::visit([&](auto& one) { validate(one, now, results); }, claims);
}

}  // namespace natsop::identity::jwt
