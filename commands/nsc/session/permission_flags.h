#pragma once
#include <optional>
#include <string>

#include "cli/command.h"
#include "commands/nsc/session/flag_types.h"
#include "core/identity/jwt/permissions.h"
#include "core/render/report.h"

namespace natsop::commands::nsc {

/// Publish, subscribe and reply permissions: --allow-pub and its relatives, of users, accounts'
/// defaults and scoped signing keys.
struct PermissionOptions {
  List allow_pub;
  List allow_pubsub;
  List allow_sub;
  List deny_pub;
  List deny_pubsub;
  List deny_sub;
  std::optional<int> max_responses;      ///< --allow-pub-response
  std::optional<int> old_max_responses;  ///< --max-responses, its old spelling
  std::string response_ttl;
  List remove;                    ///< --rm
  bool remove_responses = false;  ///< --rm-response-perms

  /// True when any of them was given.
  [[nodiscard]] bool any() const;
};

void permission_flags(cli::Command& c, PermissionOptions& o);
/// --rm and --rm-response-perms.
void permission_removal_flags(cli::Command& c, PermissionOptions& o);

/// Warns of old spellings, and checks everything that can be checked without the claims. Invalid:
/// subjects that are none, counts and times out of range.
[[nodiscard]] Result<void> check(const PermissionOptions& o, cli::Context& ctx);

/// Makes the changes; each is a step of the report. `check` comes before.
void apply(const PermissionOptions& o, identity::jwt::Permissions& permissions,
           render::Report& report);

}  // namespace natsop::commands::nsc
