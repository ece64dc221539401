#pragma once
#include <filesystem>
#include <string>

#include "commands/nsc/session/operator_source.h"
#include "commands/nsc/session/session.h"
#include "core/render/report.h"

namespace natsop::commands::nsc::init {

/// What was made, for the lines after the steps.
struct Project {
  std::string operator_name;
  std::string account;
  std::filesystem::path creds;  ///< of the user
};

/// Makes an operator, its system account, an account and a user, the three named `name`, in the
/// session's store root: all or nothing. Exists when there is such an operator; Usage for the name
/// of the system account.
[[nodiscard]] Result<Project> create_local(const Session& session, const std::string& name,
                                           render::Report& report);

/// Puts an operator that somebody else runs into the store root, then makes an account and a user
/// named `name` that its account server signs. When the server refuses, the report has an error,
/// and the operator and the self-signed account stay, for `nsc push` to try again.
[[nodiscard]] Result<Project> create_managed(Session& session, const OperatorSource& source,
                                             const std::string& name, render::Report& report);

}  // namespace natsop::commands::nsc::init
