#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"

namespace natsop::engine {

/// One subscription as connz, subsz and leafz show it.
struct SubscriptionRow {
  std::string account;
  std::string account_name;  ///< what people call it
  std::string subject;
  std::string queue;
  std::string sid;
  std::uint64_t delivered = 0;
  std::uint64_t max = 0;
  std::uint64_t connection = 0;  ///< 0: not of a connection
};

/// One connection as connz shows it.
struct ConnectionRow {
  struct Certificate {
    std::string subject;
    std::string spki_sha256;  ///< hex
    std::string raw_sha256;   ///< hex
  };

  std::uint64_t id = 0;
  std::string kind = "Client";
  std::string type = "nats";  ///< "nats", "websocket"
  std::string ip;
  std::uint16_t port = 0;
  Time start{};
  Time last_activity{};
  std::optional<Time> stop;  ///< nothing: it is open
  std::string reason;        ///< why it was closed
  std::chrono::nanoseconds rtt{0};
  std::uint64_t pending_bytes = 0;
  std::uint64_t in_msgs = 0;
  std::uint64_t in_bytes = 0;
  std::uint64_t out_msgs = 0;
  std::uint64_t out_bytes = 0;
  std::uint64_t stalls = 0;
  std::uint64_t subscriptions = 0;
  std::string name;
  std::string lang;
  std::string version;
  std::string tls_version;
  std::string tls_cipher_suite;
  std::vector<Certificate> certificates;
  std::string user;          ///< as connz may show it
  std::string account;       ///< key or name; empty: none yet
  std::string account_name;  ///< what people call it
  std::string jwt;
  std::string issuer_key;
  std::vector<std::string> tags;
};

/// Where connz gets its rows from: Registry, or a test. Loop thread only.
class ConnectionSource {
 public:
  ConnectionSource() = default;
  ConnectionSource(const ConnectionSource&) = delete;
  ConnectionSource& operator=(const ConnectionSource&) = delete;
  virtual ~ConnectionSource() = default;

  [[nodiscard]] virtual std::size_t open_count() const = 0;
  /// In any order.
  [[nodiscard]] virtual std::vector<ConnectionRow> open() const = 0;
  /// Those that were closed and are still remembered, in any order.
  [[nodiscard]] virtual std::vector<ConnectionRow> closed() const = 0;
  /// Of an open connection, or of a closed one what it had; empty when there is none by this id.
  [[nodiscard]] virtual std::vector<SubscriptionRow> subscriptions(std::uint64_t id) const = 0;
};

}  // namespace natsop::engine
