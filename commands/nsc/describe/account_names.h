#pragma once
#include "commands/nsc/describe/claims_tables.h"
#include "commands/nsc/session/session.h"

namespace natsop::commands::nsc::describe {

/// Names of accounts by public key: "A" for the selected operator's, "OP/A" for other operators',
/// the key itself for strangers, and for all with `long_ids`. Stores are read when the first name
/// is asked for. The session must outlive it.
[[nodiscard]] AccountNamer account_namer(const Session& session, bool long_ids);

}  // namespace natsop::commands::nsc::describe
