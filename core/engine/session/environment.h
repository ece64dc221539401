#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/log.h"
#include "core/base/random.h"
#include "core/engine/accounts/directory.h"
#include "core/engine/auth/authenticator.h"
#include "core/engine/loop/loop.h"

namespace natsop::engine {

class Session;
struct Options;
class Registry;

/// What happens to connections, told to whoever reports it ($SYS events). Loop thread only.
class SessionEvents {
 public:
  virtual void on_connect(const Session& session) = 0;
  /// `reason` is connz's ("Client Closed").
  virtual void on_disconnect(const Session& session, std::string_view reason) = 0;
  virtual void on_auth_error(const Session& session, std::string_view reason) = 0;

 protected:
  ~SessionEvents() = default;
};

/// What the server as a whole counts; for varz and STATSZ.
struct ServerFigures {
  Traffic received{};  ///< by this server, from anyone
  Traffic sent{};
  Traffic from_clients{};
  Traffic to_clients{};
  std::uint64_t slow_consumers = 0;
  std::uint64_t stale_connections = 0;
  std::uint64_t stalled_clients = 0;
  std::uint64_t total_connections = 0;
};

/// What every session shares. Owned by the server, which outlives them. Options may be replaced by
/// a reload between two turns.
struct Environment {
  Loop& loop;
  Random& random;
  const Options* options;
  AccountDirectory& accounts;
  Authenticator& authenticator;
  Registry& registry;
  SessionEvents* events;  ///< null: nobody listens
  ServerFigures& figures;
  Logger log;
  /// INFO as JSON with the parts that differ between connections left to the session; see
  /// protocol/server_info.h.
  const struct ServerInfo* info;
  bool lame_duck = false;
};

}  // namespace natsop::engine
