#pragma once
#include <string_view>

#include "core/json/doc.h"

namespace natsop::engine {

/// What a JWT says, in its own form, for those who look at the server: its signature was checked
/// when the server took it. Null when it is no token.
[[nodiscard]] json::Doc token_claims(std::string_view jwt);

}  // namespace natsop::engine
