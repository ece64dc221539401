#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace natsop::identity {

/// RFC 4648 base32 in upper case without padding: how keys and token ids are written.
[[nodiscard]] std::string base32(std::span<const unsigned char> bytes);

/// The same with `=` up to a multiple of eight characters: how activations are hashed.
[[nodiscard]] std::string base32_padded(std::span<const unsigned char> bytes);

/// Length of the text of `size` bytes, without padding.
[[nodiscard]] constexpr std::size_t base32_size(std::size_t size) { return (size * 8 + 4) / 5; }

/// Reads unpadded base32 the way nkeys do: line ends are skipped anywhere, left-over bits are
/// ignored, and everything else outside the alphabet (lower case, spaces, `=`) is Invalid: "illegal
/// base32 data at input byte 3".
[[nodiscard]] Result<std::vector<unsigned char>> parse_base32(std::string_view text);

/// Writes into `out`, which must hold text.size() * 5 / 8 + 5 bytes; returns how many were written.
[[nodiscard]] Result<std::size_t> parse_base32(std::string_view text, std::span<unsigned char> out);

}  // namespace natsop::identity
