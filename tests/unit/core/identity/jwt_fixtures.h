#pragma once
#include <array>
#include <chrono>
#include <map>
#include <numeric>
#include <string>
#include <string_view>

#include "core/identity/jwt/token.h"
#include "core/identity/nkey.h"

/// The keys and tokens the tests of claims share.
namespace natsop::identity::test {

/// The moment all vectors were issued at.
inline constexpr Time kIssued{std::chrono::seconds(1795250734)};

/// A key pair from the 32 consecutive bytes that begin with `first`.
inline KeyPair key_from(KeyKind kind, unsigned char first) {
  std::array<unsigned char, 32> raw{};
  std::iota(raw.begin(), raw.end(), first);
  return KeyPair::from_raw(kind, raw).value();
}

/// The keys of the vectors.
struct Keys {
  KeyPair op = key_from(KeyKind::Operator, 0);
  KeyPair op_signing = key_from(KeyKind::Operator, 1);
  KeyPair account = key_from(KeyKind::Account, 2);
  KeyPair account_signing = key_from(KeyKind::Account, 3);
  KeyPair user = key_from(KeyKind::User, 4);
  KeyPair account2 = key_from(KeyKind::Account, 5);
  KeyPair server = key_from(KeyKind::Server, 6);
  KeyPair curve = key_from(KeyKind::Curve, 0);
};

struct TokenVector {
  std::string payload;
  std::string token;
};

/// fixtures/tokens.txt by name; jwt_fixtures.cc.
const std::map<std::string, TokenVector, std::less<>>& token_vectors();
const std::string& token_of(std::string_view name);

/// A token with any header and payload, signed over the whole or, as version 1, over the payload
/// alone.
std::string craft(std::string_view header, std::string_view payload, const KeyPair& signer,
                  bool v1 = false);
/// The same with the headers both versions write.
std::string craft_v2(std::string_view payload, const KeyPair& signer);
std::string craft_v1(std::string_view payload, const KeyPair& signer);

std::string message_of(const auto& result) { return result ? "" : result.error().message(); }

}  // namespace natsop::identity::test
