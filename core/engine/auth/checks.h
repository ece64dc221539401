#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/engine/auth/authenticator.h"

namespace natsop::engine {

/// "STANDARD", "WEBSOCKET", "LEAFNODE", "LEAFNODE_WS", "IN_PROCESS".
[[nodiscard]] std::string_view name_of(ConnectionType type);

/// Whether the list names the type, in any case. An empty list names all.
[[nodiscard]] bool allows(const std::vector<std::string>& allowed, ConnectionType type);

/// Whether `signature`, as a CONNECT holds it (base64url, or base64 with padding), is the key's
/// over the nonce. Denied or Invalid.
[[nodiscard]] Result<void> check_signature(std::string_view public_key, std::string_view nonce,
                                           std::string_view signature);

}  // namespace natsop::engine
