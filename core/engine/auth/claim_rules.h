#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/engine/accounts/rules.h"
#include "core/identity/jwt/account.h"
#include "core/identity/jwt/user.h"

namespace natsop::engine {

/// What claims mean to the engine. Nothing is checked here: claims were validated before.

/// Nothing when the claims restrict nothing.
[[nodiscard]] std::optional<PermissionRules> permission_rules(
    const identity::jwt::Permissions& permissions);

[[nodiscard]] ExportRule export_rule(const identity::jwt::Export& exported);

/// The rule without its activation.
[[nodiscard]] ImportRule import_rule(const identity::jwt::Import& imported);

/// Judges the token of a private import.
using ActivationCheck = std::function<Result<void>(const identity::jwt::Import&)>;

/// All of an account. `check` is asked about imports that carry a token.
[[nodiscard]] AccountRules account_rules(const identity::jwt::AccountClaims& claims,
                                         const ActivationCheck& check);

}  // namespace natsop::engine
