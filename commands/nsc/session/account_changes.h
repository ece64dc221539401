#pragma once
#include <string>

#include "commands/nsc/session/session.h"
#include "core/identity/jwt/account.h"
#include "core/identity/jwt/user.h"
#include "core/render/report.h"

namespace natsop::commands::nsc {

/// Refuses a change that breaks the claims: the first error of `after` that `before` did not have.
/// What was wrong before may stay, so that it can be repaired step by step.
[[nodiscard]] Result<void> check_change(const identity::jwt::AccountClaims& before,
                                        identity::jwt::AccountClaims after, Time now);

/// Signs an account's claims and commits them with all that is queued in `tx`; `claims` afterwards
/// are as stored. In a managed store the token then goes to the operator's account server, and what
/// comes back replaces it; steps of the report say so. After an error nothing was changed.
[[nodiscard]] Result<void> save_account(const Session& session, identity::Transaction& tx,
                                        const std::string& name,
                                        identity::jwt::AccountClaims& claims,
                                        const identity::KeyPair& signer, render::Report& report);

/// In a managed store: what the account server changed in the limits, as a step of the report.
void report_server_changes(const identity::jwt::AccountClaims& ours,
                           const identity::jwt::AccountClaims& theirs, render::Report& report);

/// Queues a user's credentials file next to its token, and says so in the report, or that the key
/// is not there. `key` is the user's key as far as it is known; one that is stored or queued counts
/// as well.
[[nodiscard]] Result<void> queue_creds(const Session& session, identity::Transaction& tx,
                                       const std::string& account, const std::string& user,
                                       const std::string& token, const identity::KeyPair& key,
                                       render::Report& report);

}  // namespace natsop::commands::nsc
