#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/identity/jwt/token.h"
#include "core/render/table.h"

/// Claims as people read them: nsc's tables, row for row.
namespace natsop::commands::nsc::describe {

/// What to call an account with this public key.
using AccountNamer = std::function<std::string(const std::string& public_key)>;

[[nodiscard]] std::vector<render::Table> tables_of(const identity::jwt::AccountClaims& claims,
                                                   const AccountNamer& names);
[[nodiscard]] std::vector<render::Table> tables_of(const identity::jwt::OperatorClaims& claims,
                                                   const AccountNamer& names);
[[nodiscard]] std::vector<render::Table> tables_of(const identity::jwt::UserClaims& claims);
[[nodiscard]] std::vector<render::Table> tables_of(const identity::jwt::ActivationClaims& claims);
/// Claims of any kind; those without a table of their own are shown with what all have in common
/// and the members of their body.
[[nodiscard]] std::vector<render::Table> tables_of(const identity::jwt::AnyClaims& claims,
                                                   const AccountNamer& names);

/// The scope of a signing key: what its users may do.
[[nodiscard]] render::Table scope_table(const std::string& key,
                                        const identity::jwt::UserScope& scope);

}  // namespace natsop::commands::nsc::describe
