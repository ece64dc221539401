#pragma once
#include <string>

#include "commands/nsc/session/session.h"

namespace natsop::commands::nsc::env {

/// What to select; empty: as it is.
struct Selection {
  std::string store_root;  ///< as typed: `~` and relative paths are allowed; need not exist yet
  std::string operator_name;
  std::string account;

  [[nodiscard]] bool empty() const {
    return store_root.empty() && operator_name.empty() && account.empty();
  }
};

/// Selects in the session and in nsc.json, all or nothing. Errors: Unsupported with NSC_CWD_ONLY;
/// Invalid when the store root is a file or one operator's store; NotFound, with a suggestion, for
/// names that do not exist.
[[nodiscard]] Result<void> apply(Session& session, const Selection& wanted);

}  // namespace natsop::commands::nsc::env
