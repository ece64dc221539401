#pragma once
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace natsop::text {

/// Base64 (RFC 4648). Bytes are carried in strings; neither form breaks lines.
[[nodiscard]] std::string base64_encode(std::string_view bytes);

/// With `-` and `_`, and without padding: what JWTs are made of.
[[nodiscard]] std::string base64url_encode(std::string_view bytes, bool padded = false);

/// Standard alphabet with padding. Line breaks are skipped; anything else, and bits left over that
/// are not zero, is Invalid.
[[nodiscard]] Result<std::string> base64_decode(std::string_view text);

/// `-` and `_`; padding may be there or not.
[[nodiscard]] Result<std::string> base64url_decode(std::string_view text);

/// Base32 with the alphabet A-Z 2-7 and without padding: nkeys and JWT ids.
[[nodiscard]] std::string base32_encode(std::string_view bytes);

/// Upper case only; a length that no bytes encode to, and bits left over that are not zero, is
/// Invalid.
[[nodiscard]] Result<std::string> base32_decode(std::string_view text);

/// Lower-case hexadecimal.
[[nodiscard]] std::string hex_encode(std::string_view bytes);

/// Either case; an odd length is Invalid.
[[nodiscard]] Result<std::string> hex_decode(std::string_view text);

}  // namespace natsop::text
