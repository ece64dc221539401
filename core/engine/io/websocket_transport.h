#pragma once
#include <memory>
#include <string>

#include "core/engine/io/event_loop.h"
#include "core/engine/io/websocket_frames.h"
#include "core/engine/io/websocket_handshake.h"
#include "core/engine/loop/transport.h"

namespace natsop::engine {

/// A WebSocket over `inner`, which has answered the request that `upgrade` describes; `rest` are
/// bytes that came with that request. The loop must outlive it. Destroy it through Loop::dispose()
/// only.
[[nodiscard]] std::unique_ptr<Transport> make_websocket_transport(EventLoop& loop,
                                                                  std::unique_ptr<Transport> inner,
                                                                  const WebsocketUpgrade& upgrade,
                                                                  std::string rest);

}  // namespace natsop::engine
