#pragma once
#include <string>

#include "cli/command.h"
#include "commands/nsc/session/session.h"
#include "core/identity/jwt/account.h"

namespace natsop::commands::nsc::revocations {

/// Which export's activations a command is about.
struct ExportChoice {
  std::string account;
  std::string subject;
  bool service = false;
};

void export_flags(cli::Command& c, ExportChoice& choice);

/// The questions of `-i`: account, kind and export.
[[nodiscard]] Result<void> ask(const Session& session, ExportChoice& choice);

/// The export of the account's claims; without a subject the only one of its kind. Errors: Usage
/// without a subject; NotFound with a suggestion.
[[nodiscard]] Result<identity::jwt::Export*> find_export(identity::jwt::AccountClaims& claims,
                                                         const ExportChoice& choice);

/// The key that a revocation is stored under: of an account by name or key, or "*". Usage without.
[[nodiscard]] Result<std::string> target_key(const Session& session, const std::string& given);

/// The export's name, or its subject.
[[nodiscard]] const std::string& title_of(const identity::jwt::Export& exported);

}  // namespace natsop::commands::nsc::revocations
