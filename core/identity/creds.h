#pragma once
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/identity/nkey.h"

namespace natsop::identity {

/// Credentials files and other decorated tokens and seeds: docs/formats/creds.md.
///
/// A token or seed stands alone on a line between two lines of dashes. The first such block of a
/// credentials file is the token, the second the seed.

/// The token between its BEGIN and END lines, and an empty line. Errors of jwt::decode when it is
/// no valid token.
[[nodiscard]] Result<std::string> decorate_jwt(std::string_view token);

/// The warning, the seed between its BEGIN and END lines, and the closing line. Only seeds of
/// operators, accounts and users have such a form; others are Invalid.
[[nodiscard]] Result<Secret> decorate_seed(const Secret& seed);

/// A credentials file: both of the above. Invalid when the token is not a user's (`"account" cannot
/// be serialized as a user config`), the seed is not a user's, or does not belong to the token's
/// subject.
[[nodiscard]] Result<Secret> format_creds(std::string_view token, const Secret& seed);

/// The token of a decorated text; a text without decoration is returned as it is, without
/// surrounding white space.
[[nodiscard]] std::string parse_decorated_jwt(std::string_view text);

/// The seed of a decorated text (the second block), or, without two blocks, the first line that
/// starts with SO, SA, SU: plain key files with comments and white space are read this way.
/// NotFound "no nkey seed found", Invalid "doesn't contain a seed nkey".
[[nodiscard]] Result<KeyPair> parse_decorated_key(std::string_view text);

/// As above; only a user's seed will do ("doesn't contain an user seed nkey").
[[nodiscard]] Result<KeyPair> parse_decorated_user_key(std::string_view text);

/// The seed between `-----BEGIN * SEED-----` and its END line, or the first line that is a seed:
/// comments and white space around it do not matter. Any kind of seed, curve seeds included.
/// NotFound "no nkey seed found"; Invalid.
[[nodiscard]] Result<KeyPair> parse_seed_text(std::string_view text);

/// A user's token and key, as a connection needs them.
struct UserCreds {
  std::string token;
  KeyPair key;
};

/// Reads a credentials file. Errors as parse_decorated_user_key; Invalid when it holds no token.
[[nodiscard]] Result<UserCreds> parse_creds(std::string_view text);

}  // namespace natsop::identity
