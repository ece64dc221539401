#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/json/doc.h"

namespace natsop::engine {

/// Who is behind a request or an event: Nats-Request-Info and the `client` of advisories
/// (server.md 2.5.1). Empty and zero fields are left out of the JSON.
struct ClientInfo {
  std::optional<Time> start;
  std::optional<Time> stop;
  std::string host;
  std::uint64_t id = 0;
  std::string account;
  std::string service;  ///< "svc": the account that imported, in chains
  std::string user;
  std::string name;
  std::string lang;
  std::string version;
  std::chrono::nanoseconds rtt{0};
  std::string server;
  std::string cluster;
  std::vector<std::string> alternates;
  std::string jwt;
  std::string issuer_key;
  std::string name_tag;
  std::vector<std::string> tags;
  std::string kind;         ///< "Client", "Leafnode", …
  std::string client_type;  ///< "nats", "websocket"
  std::string client_id;
  std::string nonce;

  [[nodiscard]] json::Doc to_json() const;
  /// Reads a Nats-Request-Info; unknown fields are ignored. Invalid when it is no such JSON.
  [[nodiscard]] static Result<ClientInfo> parse(std::string_view text);

  friend bool operator==(const ClientInfo&, const ClientInfo&) = default;
};

}  // namespace natsop::engine
