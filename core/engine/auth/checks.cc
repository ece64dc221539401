#include "core/engine/auth/checks.h"

#include <algorithm>

#include "core/identity/nkey.h"
#include "core/text/ascii.h"

namespace natsop::engine {

std::string_view name_of(ConnectionType type) {
  switch (type) {
    case ConnectionType::Standard:
      return "STANDARD";
    case ConnectionType::WebSocket:
      return "WEBSOCKET";
    case ConnectionType::Leafnode:
      return "LEAFNODE";
    case ConnectionType::LeafnodeWs:
      return "LEAFNODE_WS";
    case ConnectionType::InProcess:
      return "IN_PROCESS";
  }
  return "";
}

bool allows(const std::vector<std::string>& allowed, ConnectionType type) {
  return allowed.empty() || std::any_of(allowed.begin(), allowed.end(), [&](const auto& name) {
           return text::equal_fold(name, name_of(type));
         });
}

Result<void> check_signature(std::string_view public_key, std::string_view nonce,
                             std::string_view signature) {
  if (signature.empty()) {
    return Error(Code::Denied, "signature missing");
  }
  if (nonce.empty()) {
    return Error(Code::Denied, "nothing was there to sign");
  }
  // Some clients write plain base64 with padding.
  std::string encoded(signature.substr(0, signature.find('=')));
  std::replace(encoded.begin(), encoded.end(), '+', '-');
  std::replace(encoded.begin(), encoded.end(), '/', '_');
  const auto bytes = identity::parse_base64url(encoded);
  if (!bytes) {
    return Error(Code::Invalid, "signature not valid base64");
  }
  NATSOP_TRY(const auto key, identity::PublicKey::parse(public_key));
  const std::vector<unsigned char> raw(bytes->begin(), bytes->end());
  if (raw.size() != identity::Signature().size() || !key.verify(nonce, raw)) {
    return Error(Code::Denied, "signature not verified");
  }
  return {};
}

}  // namespace natsop::engine
