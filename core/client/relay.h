#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/base/result.h"
#include "core/client/dial.h"
#include "core/client/stream.h"
#include "core/context/settings.h"

namespace natsop::client {

/// Lets cnats reach servers that it cannot reach itself: it connects to a loopback port, and the
/// relay carries the bytes through SOCKS, TLS or WebSocket (dial.h).
///
/// Takes connections of this process alone: others on the machine could else use our client
/// certificate. One thread of its own; safe from any other.
class Relay {
 public:
  /// Opens one loopback port for each of the settings' URLs.
  [[nodiscard]] static Result<std::unique_ptr<Relay>> start(
      const context::ConnectSettings& settings);
  /// Use start().
  explicit Relay(context::ConnectSettings settings) : settings_(std::move(settings)) {}
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;
  /// Ends the thread and all connections.
  ~Relay();

  /// What cnats is to connect to, in the order of the settings' URLs.
  [[nodiscard]] std::vector<context::ServerUrl> local_urls() const;
  /// The server behind a port of ours.
  [[nodiscard]] std::optional<context::ServerUrl> target_of(std::uint16_t port) const;
  /// Why the last attempt to reach a server failed, with its URL; nothing when it worked.
  [[nodiscard]] std::optional<Error> last_error() const;

 private:
  struct Port {
    Socket listener;
    std::uint16_t number = 0;
    context::ServerUrl target;
  };
  struct Pair {
    Socket local;
    std::unique_ptr<ByteStream> remote;
    std::string to_local;
    std::string to_remote;
    Wait remote_read_wait = Wait::Readable;
    Wait remote_write_wait = Wait::Nothing;
  };

  [[nodiscard]] Result<void> listen();
  void run();
  void accept_on(const Port& port);
  [[nodiscard]] static bool pump(Pair& pair);
  [[nodiscard]] static bool pump_to_local(Pair& pair);
  [[nodiscard]] static bool pump_to_remote(Pair& pair);

  context::ConnectSettings settings_;
  SystemClock clock_;
  std::vector<Port> ports_;
  std::vector<Pair> pairs_;
  Socket wake_;  ///< an eventfd: readable when the thread is to end
  std::thread thread_;
  mutable std::mutex mutex_;
  std::optional<Error> last_error_;
};

}  // namespace natsop::client
