#include "core/identity/jwt/digest.h"

#include <sodium.h>

#include <algorithm>

#include "core/identity/secret.h"

namespace natsop::identity::jwt {
namespace {

// FIPS 180-4, 5.3.6.2.
constexpr std::array<std::uint64_t, 8> kInitial = {
    0x22312194fc2bf72c, 0x9f555fa3c84c64c2, 0x2393b86b6f53b151, 0x963877195940eabd,
    0x96283ee2a88effe3, 0xbe5e1e2553863992, 0x2b0199fc2c85b8aa, 0x0eb72ddc81c52ca2};

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());  // NOLINT: bytes are bytes
}

}  // namespace

Digest sha512_256(std::string_view text) {
  start_crypto();
  // libsodium has SHA-512 alone, with its state open to the caller; the rest of the algorithm is
  // the same.
  crypto_hash_sha512_state state;
  crypto_hash_sha512_init(&state);
  std::ranges::copy(kInitial, state.state);
  crypto_hash_sha512_update(&state, bytes_of(text), text.size());
  std::array<unsigned char, crypto_hash_sha512_BYTES> whole{};
  crypto_hash_sha512_final(&state, whole.data());
  Digest out{};
  std::copy_n(whole.begin(), out.size(), out.begin());
  return out;
}

Digest sha256(std::string_view text) {
  start_crypto();
  Digest out{};
  crypto_hash_sha256(out.data(), bytes_of(text), text.size());
  return out;
}

}  // namespace natsop::identity::jwt
