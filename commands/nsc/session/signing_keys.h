#pragma once
#include <string>
#include <vector>

#include "commands/nsc/session/flag_types.h"
#include "commands/nsc/session/session.h"

namespace natsop::commands::nsc {

/// Keys for --sk and --curve: `generate`, a public key, a seed or a key file. Generated keys are
/// queued in `tx`, so that none is left behind when the command fails. Invalid: another kind of
/// key.
[[nodiscard]] Result<std::vector<identity::KeyPair>> signing_keys_given(
    const Session& session, identity::Transaction& tx, const std::vector<std::string>& values,
    identity::KeyKind kind);

/// A new key, queued in `tx`.
[[nodiscard]] Result<identity::KeyPair> generate_key(const Session& session,
                                                     identity::Transaction& tx,
                                                     identity::KeyKind kind);

}  // namespace natsop::commands::nsc
