#pragma once
#include <memory>
#include <string>

#include "core/base/result.h"
#include "core/client/stream.h"
#include "core/context/settings.h"
#include "core/json/doc.h"

namespace natsop::client {

/// A server that has introduced itself, with nothing sent to it yet.
struct Greeting {
  std::unique_ptr<ByteStream> stream;  ///< encrypted where the server or the settings want it
  json::Doc info;                      ///< the server's INFO
};

/// Reaches a server the way the settings say (SOCKS proxy, TLS first, WebSocket) and reads its
/// INFO.
///
/// cnats 3.4 can do none of these three; the relay and questions about the server use this instead.
/// Errors: Unreachable, Timeout, Denied for TLS that does not verify; none names the URL.
[[nodiscard]] Result<Greeting> dial(const context::ServerUrl& url,
                                    const context::ConnectSettings& settings,
                                    const Deadline& deadline);

/// Whether cnats cannot make this connection by itself.
[[nodiscard]] bool needs_relay(const context::ConnectSettings& settings);

}  // namespace natsop::client
