#pragma once
#include <string>

#include "cli/command.h"
#include "commands/nsc/session/session.h"
#include "commands/nsc/session/system_connection.h"
#include "core/identity/pull.h"
#include "core/render/report.h"

namespace natsop::commands::nsc::pull {

/// `nsc pull`.
void verb(cli::Command& root);

/// What is to be done.
struct Plan {
  std::string account{};  ///< name; empty: the operator and all accounts
  std::string url{};
  bool overwrite_newer = false;
  SystemOptions system;
};

/// Fetches all accounts from the resolver of one of the servers and stores them; what happened
/// becomes steps of `report`.
[[nodiscard]] Result<void> from_resolver(const Session& session, const Plan& plan,
                                         render::Report& report);

/// Fetches the operator and the accounts of the store, or the one account, from an account server.
[[nodiscard]] Result<void> from_account_server(const Session& session, const Plan& plan,
                                               render::Report& report);

/// The step that tells about one pulled account; `stored` is its text when all is well.
void tell(const identity::PulledOutcome& outcome, const std::string& stored,
          render::Report& report);

}  // namespace natsop::commands::nsc::pull
