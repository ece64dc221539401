#pragma once
#include <string>

#include "commands/nsc/session/session.h"
#include "core/identity/jwt/account.h"

namespace natsop::commands::nsc::add {

struct ImportOptions {
  std::string account;
  std::string name;
  std::string local_subject;
  std::string remote_subject;
  std::string src_account;  ///< name or public key
  std::string token;        ///< file or URL of an activation
  bool service = false;
  bool share = false;
  bool allow_trace = false;
  std::string activation{};  ///< the activation itself; empty: none, or not read yet
};

/// Reads the activation that `token` leads to: a file, or a URL. Errors name it.
[[nodiscard]] Result<std::string> read_activation(const Session& session, const std::string& token);

/// Takes over what an activation says. Invalid when it is none, or for another account than
/// `importer` (a public key).
[[nodiscard]] Result<void> use_activation(ImportOptions& o, const std::string& importer);

/// Asks for all of the options (-i): from the exports of the accounts here, or by hand. Sets
/// `signer` as ask_signer does.
[[nodiscard]] Result<void> ask_import(const Session& session, ImportOptions& o,
                                      std::string& signer);

}  // namespace natsop::commands::nsc::add
