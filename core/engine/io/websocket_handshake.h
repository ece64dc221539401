#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/engine/io/http_request.h"

namespace natsop::engine {

struct WebsocketOptions;

/// What a request to become a WebSocket led to (RFC 6455 section 4.2). A value.
struct WebsocketUpgrade {
  int status = 101;      ///< 101: accepted
  std::string why_not;   ///< for the log and the response's body, when refused
  std::string response;  ///< what to send, either way
  bool compression = false;
  bool masked = true;  ///< the peer masks its frames
  bool browser = false;
  std::string forwarded_for;  ///< the address a proxy names; empty: none
  /// The cookies that the options name, by name.
  std::vector<std::pair<std::string, std::string>> cookies;

  [[nodiscard]] bool accepted() const { return status == 101; }
};

/// Judges a request. `tls`: it came through TLS, which is part of an origin.
[[nodiscard]] WebsocketUpgrade upgrade_to_websocket(const HttpRequest& request,
                                                    const WebsocketOptions& options, bool tls);

/// The response to what is no HTTP, or takes too long.
[[nodiscard]] WebsocketUpgrade refuse_websocket(int status, std::string why_not);

}  // namespace natsop::engine
