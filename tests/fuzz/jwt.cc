// Tokens from anywhere, in two ways: as they are, and as a payload signed by a key of ours, so that
// the search reaches the claims behind the signature.
#include "core/identity/jwt/token.h"

#include <array>
#include <string>

#include "tests/fuzz/fuzz.h"

namespace natsop::fuzz {
namespace {

using identity::KeyKind;
using identity::KeyPair;

constexpr Time kNow{std::chrono::seconds(1795250734)};

/// The key whose letter a payload's issuer begins with; an account's for any other.
const KeyPair& signer(std::string_view issuer) {
  constexpr std::array<unsigned char, 32> kRaw{1, 2, 3};
  static const KeyPair account = KeyPair::from_raw(KeyKind::Account, kRaw).value();
  static const KeyPair op = KeyPair::from_raw(KeyKind::Operator, kRaw).value();
  static const KeyPair server = KeyPair::from_raw(KeyKind::Server, kRaw).value();
  return issuer.starts_with('O') ? op : issuer.starts_with('N') ? server : account;
}

/// A zero limit of a scope is not written, and a scope read without it has no limit: what nsc does
/// too, so it is the one thing that a token may say differently when it is read again.
void settle_scopes(identity::jwt::AnyClaims& claims) {
  auto* account = std::get_if<identity::jwt::AccountClaims>(&claims);
  if (account == nullptr) return;
  for (auto& [key, scope] : account->signing_keys) {
    if (!scope) continue;
    const auto unlimited = identity::jwt::UserPermissionLimits::unlimited();
    auto& limits = scope->limits;
    if (limits.subscriptions == 0) limits.subscriptions = unlimited.subscriptions;
    if (limits.data == 0) limits.data = unlimited.data;
    if (limits.payload == 0) limits.payload = unlimited.payload;
  }
}

/// What was read must validate without harm, and say the same once it is written and read again.
void check(identity::jwt::AnyClaims claims, const KeyPair& key) {
  namespace jwt = identity::jwt;
  jwt::ValidationResults results;
  validate(claims, kNow, results);
  const auto token = encode(claims, key, kNow);
  if (!token) return;
  const auto again = jwt::decode(*token);
  if (!again) {
    // Generic claims may have taken the name of another kind, and escapes make texts longer.
    require(token->size() > jwt::kTokenSizeMax || type_of(claims) == jwt::ClaimType::Generic,
            "a token reads back");
    return;
  }
  settle_scopes(claims);
  require(to_doc(*again).dump_go() == to_doc(claims).dump_go(), "and says the same");
}

/// `payload` with the signer as its issuer, as a token of the version its shape belongs to.
std::string signed_token(json::Doc payload, const KeyPair& key) {
  const bool v1 = payload.member("type").is_text();
  payload.put("iss", key.public_text());
  const auto encoded = identity::base64url(payload.dump());
  const std::string_view header =
      v1 ? R"({"typ":"jwt","alg":"ed25519"})" : R"({"typ":"JWT","alg":"ed25519-nkey"})";
  const auto whole = identity::base64url(header) + "." + encoded;
  const auto signature = key.sign(v1 ? encoded : whole);
  require(signature.has_value(), "a key signs");
  return whole + "." + identity::base64url(*signature);
}

}  // namespace

void one(std::string_view input) {
  if (auto claims = identity::jwt::decode(input)) {
    check(*claims, signer(identity::jwt::data_of(*claims).issuer));
  }
  const auto payload = json::Doc::parse(input);
  if (!payload || !payload->is_object()) return;
  const auto& key = signer(payload->member("iss").text());
  if (auto claims = identity::jwt::decode(signed_token(*payload, key))) check(*claims, key);
}

}  // namespace natsop::fuzz
