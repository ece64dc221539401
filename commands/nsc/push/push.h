#pragma once
#include <string>
#include <vector>

#include "cli/command.h"
#include "commands/nsc/session/session.h"
#include "commands/nsc/session/system_connection.h"
#include "core/render/report.h"

namespace natsop::commands::nsc::push {

/// `nsc push`.
void verb(cli::Command& root);

/// What is to be done, names and URL settled.
struct Plan {
  std::vector<std::string> accounts{};  ///< to push; may be empty
  std::string url{};                    ///< of resolvers, or of an account server
  std::string removal{};                ///< public key of the account to remove; empty: none
  bool prune = false;
  bool diff = false;
  std::chrono::seconds timeout{1};
  SystemOptions system;
};

/// Does it with the resolvers of servers; what happened becomes steps of `report`. An error means
/// that the servers could not be asked; `report` then says so too where it can.
[[nodiscard]] Result<void> to_resolvers(const Session& session, const Plan& plan,
                                        render::Report& report);

/// Posts accounts to an account server, likewise.
[[nodiscard]] Result<void> to_account_server(const Session& session, const Plan& plan,
                                             render::Report& report);

}  // namespace natsop::commands::nsc::push
