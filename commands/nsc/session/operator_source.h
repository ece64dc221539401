#pragma once
#include <string>
#include <vector>

#include "commands/nsc/session/session.h"
#include "core/identity/jwt/operator.h"

namespace natsop::commands::nsc {

/// An operator's JWT that somebody else made.
struct OperatorSource {
  std::string token;
  std::string name;  ///< the claim's, or the well-known name the source goes by
  identity::jwt::OperatorClaims claims;
};

/// The names of the operators that are built in, for choices.
[[nodiscard]] std::vector<std::string> known_operators();

/// The URL of a well-known operator ("synadia", and `$NSC_<name>_OPERATOR`); empty when the name is
/// not known.
[[nodiscard]] std::string known_operator_url(const Session& session, const std::string& name);

/// Reads an operator's JWT, decorated or not, from a URL, a file, or by a well-known name. Errors
/// name the source; Unsupported for version 1.
[[nodiscard]] Result<OperatorSource> read_operator(const Session& session,
                                                   const std::string& source);

}  // namespace natsop::commands::nsc
