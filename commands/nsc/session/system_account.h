#pragma once
#include <string>

#include "commands/nsc/session/session.h"
#include "core/render/report.h"

namespace natsop::commands::nsc {

/// The system account that `add operator --sys` and `init` make.
struct SystemAccount {
  std::string account_key;
  std::string user_key;
  std::filesystem::path creds;
};

/// Queues account SYS with its exports for monitoring and a signing key, and its user sys with a
/// credentials file, all with their keys. `signer` is a key of the operator.
[[nodiscard]] Result<SystemAccount> queue_system_account(const Session& session,
                                                         identity::Transaction& tx,
                                                         const identity::Store& store,
                                                         const identity::KeyPair& signer);

/// The steps that tell about it.
void report_system_account(const Session& session, const SystemAccount& made,
                           render::Report& report);

}  // namespace natsop::commands::nsc
