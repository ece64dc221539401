#include "core/identity/jwt/account.h"

#include "core/identity/jwt/activation.h"
#include "core/identity/jwt/codec.h"
#include "core/identity/jwt/subject_rules.h"
#include "core/identity/jwt/user.h"

namespace natsop::identity::jwt {
namespace {

constexpr std::string_view kAnyAccount = "*";

bool signed_by_key(const AccountClaims& signer, const ClaimsData& claims,
                   const std::string& issuer_account) {
  return claims.issuer == signer.subject ||
         (issuer_account == signer.subject && signer.signing_keys.contains(claims.issuer));
}

void validate(const ExternalAuthorization& authorization, ValidationResults& results) {
  const auto& accounts = authorization.allowed_accounts;
  if (!accounts.empty() && authorization.auth_users.empty()) {
    results.error("External authorization cannot have accounts without users specified");
  }
  for (const auto& user : authorization.auth_users) {
    if (!is_user_key(user))
      results.error("AuthUser " + quoted(user) + " is not a valid user public key");
  }
  for (const auto& account : accounts) {
    if (account == kAnyAccount) {
      if (accounts.size() > 1)
        results.error("AllowedAccounts can only be a list of accounts or \"*\"");
    } else if (!is_account_key(account)) {
      results.error("Account " + quoted(account) + " is not a valid account public key");
    }
  }
  if (!authorization.xkey.empty() && !is_curve_key(authorization.xkey)) {
    results.error("XKey " + quoted(authorization.xkey) + " is not a valid public xkey");
  }
}

void validate(MessageTrace& trace, ValidationResults& results) {
  ValidationResults destination;
  validate_subject(trace.destination, destination);
  if (!destination.empty()) {
    results.error("the account Trace.Destination " + destination.issues().front().text);
  }
  if (has_wildcards(trace.destination)) {
    results.error("the account Trace.Destination subject " + quoted(trace.destination) +
                  " is not a valid publish subject");
  }
  if (trace.sampling < 0 || trace.sampling > 100) {
    results.error("the account Trace.Sampling value '" + std::to_string(trace.sampling) +
                  "' is not valid, should be in the range [1..100]");
  } else if (trace.sampling == 0) {
    trace.sampling = 100;
  }
}

void validate_counts(const AccountClaims& claims, ValidationResults& results) {
  constexpr const char* kImports = "the account contains more imports than allowed by the operator";
  const auto& limits = claims.limits;
  const auto imports = static_cast<std::int64_t>(claims.imports.size());
  const auto exports = static_cast<std::int64_t>(claims.exports.size());
  // The reference library checks imports twice; scripts count its lines.
  if (!limits.empty() && limits.imports >= 0 && imports > limits.imports) results.error(kImports);
  if (limits.imports != kNoLimit && imports > limits.imports) results.error(kImports);
  if (limits.exports == kNoLimit) return;
  if (exports > limits.exports) {
    results.error("the account contains more exports than allowed by the operator");
  }
  if (limits.wildcard_exports) return;
  for (const auto& exported : claims.exports) {
    if (has_wildcards(exported.subject)) {
      results.error("the account contains wildcard exports that are not allowed by the operator");
    }
  }
}

json::Doc to_doc(const ExternalAuthorization& authorization) {
  json::Doc doc = json::Doc::object();
  put_set(doc, "auth_users", authorization.auth_users);
  put_set(doc, "allowed_accounts", authorization.allowed_accounts);
  put_set(doc, "xkey", authorization.xkey);
  return doc;
}

json::Doc to_doc(const MessageTrace& trace) {
  json::Doc doc = json::Doc::object();
  put_set(doc, "dest", trace.destination);
  put_set(doc, "sampling", trace.sampling);
  return doc;
}

/// Calls `read` with a reader of the object at `key`, when there is one.
template <class ReadMembers>
void read_object(json::Reader& reader, std::string_view key, ReadMembers read_members) {
  const auto doc = reader.object(key);
  if (doc.is_null()) return;
  auto inner = fields(doc, reader.path_of(key));
  read_members(inner);
  if (const auto done = inner.done(); !done) reader.absorb(done.error());
}

template <class T>
void put_list(json::Doc& doc, std::string_view key, const std::vector<T>& list) {
  if (list.empty()) return;
  std::vector<json::Doc> docs;
  docs.reserve(list.size());
  for (const auto& item : list) docs.push_back(to_doc(item));
  doc.put(key, json::Doc::array(std::move(docs)));
}

}  // namespace

AccountClaims AccountClaims::create(std::string subject) {
  AccountClaims claims;
  claims.subject = std::move(subject);
  claims.limits = AccountLimits::unlimited();
  return claims;
}

bool did_sign(const AccountClaims& signer, const UserClaims& claims) {
  return signed_by_key(signer, claims, claims.issuer_account);
}

bool did_sign(const AccountClaims& signer, const ActivationClaims& claims) {
  return signed_by_key(signer, claims, claims.issuer_account);
}

bool did_sign(const AccountClaims& signer, const ClaimsData& claims) {
  return claims.issuer == signer.subject;
}

void validate(AccountClaims& claims, Time now, ValidationResults& results) {
  validate_times(claims, now, results);
  validate(claims.imports, claims.subject, results);
  validate(claims.exports, results);
  validate(claims.limits, results);
  validate(claims.default_permissions, results);
  validate(claims.mappings, results);
  validate(claims.authorization, results);
  if (claims.trace) validate(*claims.trace, results);
  validate_counts(claims, results);
  validate(claims.signing_keys, results);
  validate_info(claims.description, claims.info_url, results);
  const auto& traffic = claims.cluster_traffic;
  if (!traffic.empty() && traffic != kClusterTrafficSystem && traffic != kClusterTrafficOwner) {
    results.error("unknown cluster traffic option: " + quoted(traffic));
  }
  if (is_account_key(claims.issuer) && !claims.limits.empty()) {
    results.warning("self-signed account JWTs shouldn't contain operator limits");
  }
}

json::Doc body_of(const AccountClaims& claims) {
  json::Doc doc = json::Doc::object();
  put_list(doc, "imports", claims.imports);
  put_list(doc, "exports", claims.exports);
  doc.put("limits", to_doc(claims.limits));
  if (!claims.signing_keys.empty()) doc.put("signing_keys", to_doc(claims.signing_keys));
  if (!claims.revocations.empty()) doc.put("revocations", to_doc(claims.revocations));
  json::Doc permissions = json::Doc::object();
  put(permissions, claims.default_permissions);
  doc.put("default_permissions", permissions);
  if (!claims.mappings.empty()) doc.put("mappings", to_doc(claims.mappings));
  doc.put("authorization", to_doc(claims.authorization));
  if (claims.trace) doc.put("trace", to_doc(*claims.trace));
  put_set(doc, "cluster_traffic", claims.cluster_traffic);
  put_set(doc, "description", claims.description);
  put_set(doc, "info_url", claims.info_url);
  put_trailer(doc, claims, ClaimType::Account);
  return doc;
}

Result<void> read_body(const json::Doc& nats, AccountClaims& claims) {
  auto reader = fields(nats, "nats");
  read_list(reader, "imports", claims.imports, read_import);
  read_list(reader, "exports", claims.exports, read_export);
  read_object(reader, "limits", [&](json::Reader& inner) { read(inner, claims.limits); });
  read(reader, "signing_keys", claims.signing_keys);
  read(reader, "revocations", claims.revocations);
  read_object(reader, "default_permissions",
              [&](json::Reader& inner) { read(inner, claims.default_permissions); });
  read(reader, "mappings", claims.mappings);
  read_object(reader, "authorization", [&](json::Reader& inner) {
    inner.read("auth_users", claims.authorization.auth_users);
    inner.read("allowed_accounts", claims.authorization.allowed_accounts);
    inner.read("xkey", claims.authorization.xkey);
  });
  read_object(reader, "trace", [&](json::Reader& inner) {
    auto& trace = claims.trace.emplace();
    inner.read("dest", trace.destination);
    inner.read("sampling", trace.sampling);
  });
  reader.read("cluster_traffic", claims.cluster_traffic);
  reader.read("description", claims.description);
  reader.read("info_url", claims.info_url);
  // Tiers replace the limits without tiers: tokens with both were written by mistake.
  if (!claims.limits.tiers.empty()) claims.limits.jetstream = {};
  return reader.done();
}

}  // namespace natsop::identity::jwt
