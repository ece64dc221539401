#include "core/identity/jwt/activation.h"

#include "core/identity/base32.h"
#include "core/identity/jwt/codec.h"
#include "core/identity/jwt/digest.h"
#include "core/identity/jwt/subject_rules.h"

namespace natsop::identity::jwt {
namespace {

/// A subject cut before its first wildcard token; "_" when that is the first.
std::string_view cleaned(std::string_view subject) {
  std::size_t start = 0;
  while (true) {
    const auto dot = subject.find('.', start);
    const auto token = subject.substr(start, dot == std::string_view::npos ? dot : dot - start);
    if (token == "*" || token == ">") return start == 0 ? "_" : subject.substr(0, start - 1);
    if (dot == std::string_view::npos) return subject;
    start = dot + 1;
  }
}

}  // namespace

ActivationClaims ActivationClaims::create(std::string subject) {
  ActivationClaims claims;
  claims.subject = std::move(subject);
  return claims;
}

Result<std::string> hash_id(const ActivationClaims& claims) {
  if (claims.issuer.empty() || claims.subject.empty() || claims.import_subject.empty()) {
    return Error(Code::Invalid, "not enough data in the activation claims to create a hash");
  }
  return base32_padded(sha256(claims.issuer + "." + claims.subject + "." +
                              std::string(cleaned(claims.import_subject))));
}

void validate_body(const ActivationClaims& claims, ValidationResults& results) {
  if (claims.import_type == ExportType::Unknown) results.error("invalid import type: \"unknown\"");
  validate_subject(claims.import_subject, results);
  if (!claims.issuer_account.empty() && !is_account_key(claims.issuer_account)) {
    results.error("account_id is not an account public key");
  }
}

void validate(const ActivationClaims& claims, Time now, ValidationResults& results) {
  validate_times(claims, now, results);
  validate_body(claims, results);
}

json::Doc body_of(const ActivationClaims& claims) {
  json::Doc doc = json::Doc::object();
  put_set(doc, "subject", claims.import_subject);
  if (claims.import_type != ExportType::Unknown) doc.put("kind", name_of(claims.import_type));
  put_set(doc, "issuer_account", claims.issuer_account);
  put_trailer(doc, claims, ClaimType::Activation);
  return doc;
}

Result<void> read_body(const json::Doc& nats, ActivationClaims& claims) {
  auto reader = fields(nats, "nats");
  reader.read("subject", claims.import_subject);
  read(reader, "kind", claims.import_type);
  reader.read("issuer_account", claims.issuer_account);
  return reader.done();
}

}  // namespace natsop::identity::jwt
