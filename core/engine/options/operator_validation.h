#pragma once
#include "core/base/result.h"
#include "core/engine/options/options.h"

namespace natsop::engine {

/// How many accounts a cache resolver keeps unless told.
inline constexpr std::int64_t kCachedAccounts = 1000;

/// What operator mode demands and forbids (server.md 3.1). Part of validate(). Internal to this
/// module.
[[nodiscard]] Result<void> validate_operators(const Options& options);

}  // namespace natsop::engine
