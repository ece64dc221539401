#include "commands/nsc/session/signing_keys.h"

namespace natsop::commands::nsc {

using identity::KeyKind;
using identity::KeyPair;

Result<KeyPair> generate_key(const Session& session, identity::Transaction& tx, KeyKind kind) {
  NATSOP_TRY(auto key, KeyPair::create(kind, session.ctx().random()));
  NATSOP_TRY([[maybe_unused]] const auto path, session.keystore().store(tx, key));
  return key;
}

Result<std::vector<KeyPair>> signing_keys_given(const Session& session, identity::Transaction& tx,
                                                const std::vector<std::string>& values,
                                                KeyKind kind) {
  std::vector<KeyPair> keys;
  for (const auto& value : values) {
    auto key =
        value == "generate" ? generate_key(session, tx, kind) : session.key_given(value, kind);
    if (!key) return std::move(key).error();
    keys.push_back(*std::move(key));
  }
  return keys;
}

}  // namespace natsop::commands::nsc
