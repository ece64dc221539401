#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace natsop::identity::jwt {

using Digest = std::array<unsigned char, 32>;

/// SHA-512/256 (FIPS 180-4): SHA-512 with initial values of its own, cut to 32 bytes.
[[nodiscard]] Digest sha512_256(std::string_view text);
[[nodiscard]] Digest sha256(std::string_view text);

}  // namespace natsop::identity::jwt
