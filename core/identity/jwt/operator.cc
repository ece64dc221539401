#include "core/identity/jwt/operator.h"

#include <algorithm>
#include <charconv>

#include "core/identity/jwt/codec.h"
#include "core/identity/jwt/url_rules.h"

namespace natsop::identity::jwt {

OperatorClaims OperatorClaims::create(std::string subject) {
  OperatorClaims claims;
  claims.subject = std::move(subject);
  return claims;
}

bool did_sign(const OperatorClaims& signer, const ClaimsData& claims) {
  if (claims.issuer == signer.subject)
    return !signer.strict_signing_key_usage || claims.subject == signer.subject;
  return std::ranges::find(signer.signing_keys, claims.issuer) != signer.signing_keys.end();
}

Result<void> check_service_url(std::string_view url) {
  if (url.empty()) return {};
  const auto parts = parse_url(url);
  const auto head = "operator service url " + quoted(url);
  if (!parts) {
    return Error(Code::Invalid, "error parsing operator service url " + quoted(url) + ": " +
                                    parts.error().message());
  }
  if (parts->has_user) return Error(Code::Invalid, head + " - credentials are not supported");
  if (!parts->path.empty()) return Error(Code::Invalid, head + " - paths are not supported");
  const auto& scheme = parts->scheme;
  if (scheme != "nats" && scheme != "tls" && scheme != "ws" && scheme != "wss") {
    return Error(Code::Invalid,
                 head + " - protocol not supported (only 'nats', 'tls', 'ws', 'wss' only)");
  }
  return {};
}

Result<void> check_account_server_url(std::string_view url) {
  if (url.empty()) return {};
  const auto parts = parse_url(url);
  if (!parts)
    return Error(Code::Invalid, "error parsing account server url: " + parts.error().message());
  if (parts->scheme.empty()) {
    return Error(Code::Invalid, "account server url " + quoted(url) + " requires a protocol");
  }
  return {};
}

Result<void> check_server_version(std::string_view version) {
  if (version.empty()) return {};
  if (std::ranges::count(version, '.') != 2) {
    return Error(Code::Invalid,
                 "asserted server version must be of the form <major>.<minor>.<update>");
  }
  while (true) {
    const auto dot = std::min(version.find('.'), version.size());
    const auto part = version.substr(0, dot);
    int number = 0;
    const auto [stop, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    if (error != std::errc() || stop != part.data() + part.size()) {
      return Error(Code::Invalid,
                   "asserted server version can't parse " + quoted(part) + " to a number");
    }
    if (number < 0) {
      return Error(Code::Invalid,
                   "asserted server version can't contain negative values: " + std::string(part));
    }
    if (dot == version.size()) return {};
    version.remove_prefix(dot + 1);
  }
}

void validate(const OperatorClaims& claims, Time now, ValidationResults& results) {
  validate_times(claims, now, results);
  if (const auto checked = check_account_server_url(claims.account_server_url); !checked) {
    results.error(checked.error().message());
  }
  for (const auto& url : claims.service_urls) {
    if (const auto checked = check_service_url(url); !checked)
      results.error(checked.error().message());
  }
  for (const auto& key : claims.signing_keys) {
    if (!is_operator_key(key)) results.error(key + " is not an operator public key");
  }
  if (!claims.system_account.empty() && !is_account_key(claims.system_account)) {
    results.error(claims.system_account + " is not an account public key");
  }
  if (const auto checked = check_server_version(claims.assert_server_version); !checked) {
    results.error("assert server version error: " + checked.error().message());
  }
}

json::Doc body_of(const OperatorClaims& claims) {
  json::Doc doc = json::Doc::object();
  put_set(doc, "signing_keys", claims.signing_keys);
  put_set(doc, "account_server_url", claims.account_server_url);
  put_set(doc, "operator_service_urls", claims.service_urls);
  put_set(doc, "system_account", claims.system_account);
  put_set(doc, "assert_server_version", claims.assert_server_version);
  put_set(doc, "strict_signing_key_usage", claims.strict_signing_key_usage);
  put_trailer(doc, claims, ClaimType::Operator);
  return doc;
}

Result<void> read_body(const json::Doc& nats, OperatorClaims& claims) {
  auto reader = fields(nats, "nats");
  reader.read("signing_keys", claims.signing_keys);
  reader.read("account_server_url", claims.account_server_url);
  reader.read("operator_service_urls", claims.service_urls);
  reader.read("system_account", claims.system_account);
  reader.read("assert_server_version", claims.assert_server_version);
  reader.read("strict_signing_key_usage", claims.strict_signing_key_usage);
  return reader.done();
}

}  // namespace natsop::identity::jwt
