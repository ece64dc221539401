#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/identity/jwt/limits.h"

namespace natsop::engine {

/// Whether an IP address lies in a network written as "address/bits". IPv4 addresses mapped into
/// IPv6 count as IPv4. False when either cannot be read.
[[nodiscard]] bool is_in_network(std::string_view ip, std::string_view cidr);

/// Whether users with these sources may connect from this address; no sources: from anywhere.
[[nodiscard]] bool is_source_allowed(const std::vector<std::string>& sources, std::string_view ip);

/// Until when a user with these times of day may stay that connects now: nothing when there are
/// none. Denied outside of them, Invalid when the time zone is unknown or a time malformed.
[[nodiscard]] Result<std::optional<Time>> allowed_until(
    const identity::jwt::UserPermissionLimits& limits, Time now);

}  // namespace natsop::engine
