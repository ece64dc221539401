#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "commands/nsc/session/permission_flags.h"
#include "core/identity/jwt/limits.h"

namespace natsop::commands::nsc {

/// --time: a time of day range "08:00:00-17:00:00". Repeatable; commas do not split.
struct TimeRanges : std::vector<identity::jwt::TimeRange> {};
void bind(cli::FlagData& data, TimeRanges& target);

/// What a user, or the users of a scoped signing key, may do: the flags of `edit user` and `edit
/// signing-key`.
struct UserLimitOptions {
  PermissionOptions permissions;
  std::optional<bool> bearer;
  std::optional<Limit> payload;
  std::optional<Limit> data;
  std::optional<std::int64_t> subscriptions;
  List connection_types;
  List remove_connection_types;
  List sources;
  List remove_sources;
  TimeRanges times;
  List remove_times;
  std::optional<std::string> locale;

  [[nodiscard]] bool any() const;
};

void user_limit_flags(cli::Command& c, UserLimitOptions& o);

/// Checks what can be checked without the claims. Invalid.
[[nodiscard]] Result<void> check(const UserLimitOptions& o, cli::Context& ctx);

/// Makes the changes; each is a step of the report. `check` comes before.
void apply(const UserLimitOptions& o, identity::jwt::UserPermissionLimits& limits,
           render::Report& report);

}  // namespace natsop::commands::nsc
