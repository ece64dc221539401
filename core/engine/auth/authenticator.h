#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/engine/accounts/account.h"
#include "core/engine/loop/transport.h"
#include "core/engine/protocol/connect_options.h"

namespace natsop::engine {

/// How a connection came in: allowed_connection_types of users.
enum class ConnectionType : std::uint8_t { Standard, WebSocket, Leafnode, LeafnodeWs, InProcess };

/// What a connection shows to be let in. Views and references are valid during the call.
struct Presented {
  const ConnectOptions& connect;  ///< with what cookies add to it
  std::string_view nonce;         ///< that its INFO carried; empty: none
  std::string_view ip;
  ConnectionType type = ConnectionType::Standard;
  const TlsPeer* tls = nullptr;
};

/// How a connection ends that may not stay.
struct Expulsion {
  std::string error;   ///< the text of its -ERR: "User Authentication Revoked"; empty: none
  std::string reason;  ///< connz's: "Credentials Revoked"
  std::string detail;  ///< for the log: why
};

struct Renewal;

/// Who a connection is once let in. Kept by the connection.
struct Admission {
  Account* account = nullptr;
  std::string user;        ///< connz authorized_user: name, public key, or "[REDACTED]" for a token
  std::string public_key;  ///< of nkey and JWT users; otherwise empty
  std::shared_ptr<const Permissions> permissions;  ///< its own; null: the account's default
  std::int64_t max_subscriptions = -1;             ///< of the user; -1: none
  std::int64_t max_payload = -1;
  std::optional<Time> expires;  ///< then "User Authentication Expired"
  std::string jwt;
  std::string issuer_key;  ///< the key that signed the user's JWT
  std::string name_tag;
  std::vector<std::string> tags;
  Time issued{};  ///< of the JWT: revocations look at it
  bool bearer = false;
  /// Asked after users, permissions or accounts may have changed (Member::on_account_changed, a
  /// reload): what the same connection is admitted with now, or how it ends. The account of a
  /// renewal is always the same. Empty: nothing changes for it.
  std::function<Renewal()> renew;
};

/// The answer of Admission::renew.
struct Renewal {
  std::optional<Admission> admission;  ///< nothing: the connection may not stay
  Expulsion expulsion;                 ///< then how it ends
};

/// Decides who may connect and as whom: config users, tokens, nkeys, certificates, or operator
/// mode's chain of trust. Loop thread only.
class Authenticator {
 public:
  Authenticator() = default;
  Authenticator(const Authenticator&) = delete;
  Authenticator& operator=(const Authenticator&) = delete;
  virtual ~Authenticator() = default;

  /// Whether INFO says auth_required (not with no_auth_user), and whether it needs a nonce.
  [[nodiscard]] virtual bool required(ConnectionType type) const = 0;
  [[nodiscard]] virtual bool needs_nonce() const = 0;
  /// Who a connection is that sends something else before CONNECT; nothing: it may not.
  [[nodiscard]] virtual std::optional<Admission> without_connect(ConnectionType type) = 0;

  /// Calls `done` once, perhaps in a later turn (an account may have to be fetched). The error is
  /// for the log and never for the peer, who hears "Authorization Violation".
  virtual void admit(const Presented& presented, std::function<void(Result<Admission>)> done) = 0;
};

}  // namespace natsop::engine
