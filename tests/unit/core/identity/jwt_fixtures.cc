#include "tests/unit/core/identity/jwt_fixtures.h"

#include <fstream>

namespace natsop::identity::test {
namespace {

std::map<std::string, TokenVector, std::less<>> load() {
  std::map<std::string, TokenVector, std::less<>> out;
  std::ifstream file(NATSOP_IDENTITY_FIXTURES "/tokens.txt");
  std::string name;
  while (std::getline(file, name)) {
    if (name.starts_with('#')) continue;
    auto& vector = out[name];
    std::getline(file, vector.payload);
    std::getline(file, vector.token);
  }
  return out;
}

}  // namespace

const std::map<std::string, TokenVector, std::less<>>& token_vectors() {
  static const auto vectors = load();
  return vectors;
}

const std::string& token_of(std::string_view name) {
  return token_vectors().find(name)->second.token;
}

std::string craft(std::string_view header, std::string_view payload, const KeyPair& signer,
                  bool v1) {
  const auto encoded = base64url(payload);
  const auto whole = base64url(header) + "." + encoded;
  return whole + "." + base64url(signer.sign(v1 ? encoded : whole).value());
}

std::string craft_v2(std::string_view payload, const KeyPair& signer) {
  return craft(R"({"typ":"JWT","alg":"ed25519-nkey"})", payload, signer);
}

std::string craft_v1(std::string_view payload, const KeyPair& signer) {
  return craft(R"({"typ":"jwt","alg":"ed25519"})", payload, signer, true);
}

}  // namespace natsop::identity::test
