#pragma once
#include "core/base/result.h"
#include "core/identity/jwt/account.h"
#include "core/identity/jwt/user.h"

namespace natsop::engine {

/// A scope's template for one user: {{name()}}, {{subject()}}, {{account-name()}},
/// {{account-subject()}}, {{tag(key)}} and {{account-tag(key)}} in its subjects filled in. A tag
/// with several values gives an entry for each, and for each combination.
///
/// Entries of allow lists that need an undefined tag are left out, and when none is left everything
/// is denied; in deny lists such entries are errors. Denied: `generated invalid subject "…"`,
/// `template operation in "…": "…" is not defined`.
[[nodiscard]] Result<identity::jwt::UserPermissionLimits> fill_scope(
    const identity::jwt::UserScope& scope, const identity::jwt::UserClaims& user,
    const identity::jwt::AccountClaims& account);

}  // namespace natsop::engine
