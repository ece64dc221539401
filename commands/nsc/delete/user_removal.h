#pragma once
#include <string>

#include "commands/nsc/session/session.h"
#include "core/identity/jwt/account.h"
#include "core/render/report.h"

namespace natsop::commands::nsc::removal {

/// What goes with a user.
struct UserRemoval {
  bool revoke = false;
  bool nkey = false;
  bool creds = false;
};

/// Queues the removal of a user; its block of the report has a step for each part. Revokes it in
/// `account_claims` where that was asked for; returns whether that changed them. A user whose token
/// cannot be read is removed as well, but neither revoked nor is its key, which only the token
/// names.
[[nodiscard]] Result<bool> queue_user_removal(const Session& session, identity::Transaction& tx,
                                              const std::string& account, const std::string& user,
                                              const UserRemoval& what,
                                              identity::jwt::AccountClaims& account_claims,
                                              render::Report& report);

}  // namespace natsop::commands::nsc::removal
