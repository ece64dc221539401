#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace natsop::context {

/// One server's URL in parts: `scheme://[user[:password]@]host[:port][/path]`. A value type; holds
/// a password when the URL did.
struct ServerUrl {
  std::string scheme = "nats";  ///< nats, tls, ws or wss
  std::string user;             ///< without a password it is a token
  std::string password;
  std::string host;  ///< IPv6 addresses without brackets
  std::uint16_t port = 4222;
  std::string path;  ///< of WebSocket URLs; empty or starting with "/"

  [[nodiscard]] bool websocket() const { return scheme == "ws" || scheme == "wss"; }
  [[nodiscard]] bool tls() const { return scheme == "tls" || scheme == "wss"; }
  /// "host:port", IPv6 in brackets.
  [[nodiscard]] std::string address() const;
  /// The whole URL, secrets included.
  [[nodiscard]] std::string text() const;
  /// The whole URL with the user and password shown as "xxxxx".
  [[nodiscard]] std::string redacted() const;

  friend bool operator==(const ServerUrl&, const ServerUrl&) = default;
};

/// Reads one URL; without a scheme it is nats://, without a port 4222 (80 and 443 for ws and wss).
/// "%xx" in user and password is decoded. Errors (Invalid) show the URL without its secrets.
[[nodiscard]] Result<ServerUrl> parse_server_url(std::string_view text);

/// Reads a comma separated list; empty entries are skipped, an empty list is Invalid.
[[nodiscard]] Result<std::vector<ServerUrl>> parse_server_urls(std::string_view text);

}  // namespace natsop::context
