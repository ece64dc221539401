#pragma once
#include <cstdint>
#include <string>

#include "core/identity/jwt/claims.h"
#include "core/identity/jwt/limits.h"
#include "core/identity/jwt/permissions.h"
#include "core/render/table.h"

/// Rows that several kinds of claims have in common.
namespace natsop::commands::nsc::describe {

/// Name, key ("Account ID"), issuer, times; tags when there are any. `issuer_account` may be empty.
void standard_rows(render::Table& table, const identity::jwt::ClaimsData& claims,
                   const std::string& id_label, const std::string& issuer_account = {});

/// Subjects allowed and denied below a rule of their own, and the reply permission.
void permission_rows(render::Table& table, const identity::jwt::Permissions& permissions);

/// Payload, data, subscriptions, networks and times of users.
void user_limit_rows(render::Table& table, const identity::jwt::UserPermissionLimits& limits);
/// The connection types below a rule; nothing when all are allowed.
void connection_type_rows(render::Table& table, const identity::jwt::UserPermissionLimits& limits);

/// "Unlimited" or the number; and as bytes: "2.0 MB (2000000 bytes)".
[[nodiscard]] std::string limit_text(std::int64_t limit);
[[nodiscard]] std::string bytes_text(std::int64_t limit);

}  // namespace natsop::commands::nsc::describe
