#include "core/identity/jwt/digest.h"

#include <openssl/evp.h>

#include <cstdlib>

namespace natsop::identity::jwt {
namespace {

Digest digest(std::string_view text, const EVP_MD* algorithm) {
  Digest out{};
  unsigned size = out.size();
  if (EVP_Digest(text.data(), text.size(), out.data(), &size, algorithm, nullptr) != 1 ||
      size != out.size()) {
    std::abort();  // only when memory ran out or OpenSSL was built without SHA-2
  }
  return out;
}

}  // namespace

Digest sha512_256(std::string_view text) { return digest(text, EVP_sha512_256()); }

Digest sha256(std::string_view text) { return digest(text, EVP_sha256()); }

}  // namespace natsop::identity::jwt
