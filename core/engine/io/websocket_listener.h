#pragma once
#include <memory>

#include "core/base/log.h"
#include "core/engine/io/event_loop.h"
#include "core/engine/io/listener.h"

namespace natsop::engine {

struct WebsocketOptions;

/// A port that accepts WebSockets, with TLS unless `no_tls`: gives on every connection after its
/// upgrade, as a transport that has not been started. What is no WebSocket, or is not done within
/// the handshake's time, it answers itself. Loop thread only.
class WebsocketListener : public Listener {
 public:
  /// Listens on the options' host and port. Without `tls` and `no_tls` it says "websocket requires
  /// TLS configuration". `loop` must outlive the listener.
  [[nodiscard]] static Result<std::unique_ptr<WebsocketListener>> open(
      EventLoop& loop, const WebsocketOptions& options, Accept accept, Logger log = {});

  /// Other rules and certificates for connections from now on; host and port stay. On an error the
  /// present ones stay too.
  [[nodiscard]] virtual Result<void> reload(const WebsocketOptions& options) = 0;

 protected:
  WebsocketListener() = default;
};

}  // namespace natsop::engine
