#pragma once
#include <string>
#include <string_view>

#include "cli/context.h"
#include "core/identity/jwt/revocations.h"

namespace natsop::commands::nsc::revocations {

/// Prints a table of keys and the times until which they are revoked. `everybody` is what stands
/// beside "*": "All Users".
[[nodiscard]] Result<void> show(cli::Context& ctx, const std::string& title,
                                std::string_view everybody,
                                const identity::jwt::RevocationList& list);

}  // namespace natsop::commands::nsc::revocations
