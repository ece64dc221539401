#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/engine/loop/loop.h"
#include "core/engine/loop/output.h"

namespace natsop::engine {

/// Certificates and rules for one side of TLS; made by core/engine/io from options. Immutable, so a
/// reload makes a new one for new connections.
class TlsContext;

/// What TLS agreed on with a peer.
struct TlsPeer {
  std::string version;       ///< "1.3"
  std::string cipher_suite;  ///< "TLS_AES_128_GCM_SHA256"
  struct Certificate {
    std::string subject;                 ///< RFC 2253, as verify_and_map compares it
    std::vector<std::string> emails;     ///< of the subject alternative names
    std::vector<std::string> dns_names;  ///< of the subject alternative names
    std::vector<std::string> uris;       ///< of the subject alternative names
    std::string spki_sha256;             ///< hex, of the public key: pinned_certs
    std::string raw_sha256;              ///< hex, of the certificate
    bool verified = false;               ///< its chain was checked
  };
  std::vector<Certificate> certificates;  ///< the peer's, leaf first; empty: it sent none
};

/// One connection's bytes in both directions: TCP, TLS or WebSocket, or a simulated link. Loop
/// thread only.
class Transport : public Disposable {
 public:
  /// How a link ended, if not by close().
  enum class End : std::uint8_t {
    PeerClosed,  ///< in order
    ReadError,
    WriteError,
    Protocol,  ///< a TLS record or WebSocket frame that makes no sense
  };

  /// Who uses a transport. None is called after close(), and none from within a call to the
  /// transport.
  class Handler {
   public:
    /// Bytes as they arrive, valid during the call. May be split anywhere.
    virtual void on_data(std::span<const char> bytes) = 0;
    /// Some output was sent; output().size() says what is left.
    virtual void on_sent() = 0;
    /// The link is gone; `detail` says how for the log ("connection reset by peer"). Nothing
    /// follows.
    virtual void on_closed(End how, std::string_view detail) = 0;

   protected:
    ~Handler() = default;
  };

  /// Begins to read. The handler must live until close() or on_closed(). A second call gives the
  /// rest to another handler.
  virtual void start(Handler& handler) = 0;

  /// Stops or goes on reading: a fast producer waits for slow consumers. What was read from the
  /// socket already (up to 128 KiB with TLS or WebSocket) may still arrive.
  virtual void pause_reading(bool paused) = 0;

  /// Where output is collected; flush() sends it.
  [[nodiscard]] virtual Output& output() = 0;

  /// Starts sending what output() holds; what does not go at once goes when the peer takes it.
  virtual void flush() = 0;

  /// When the oldest byte of output still unsent was flushed first; nothing when all is sent. For
  /// write_deadline.
  [[nodiscard]] virtual std::optional<SteadyTime> stuck_since() const = 0;

  /// Turns the rest of the connection into TLS, as the side that accepts (server) or connects.
  /// `already_read` are bytes that the handler got beyond its last line. `done` is called once,
  /// never after close().
  virtual void start_tls(std::shared_ptr<const TlsContext> context, bool server,
                         std::string_view already_read, std::function<void(Result<void>)> done) = 0;

  /// What TLS agreed on; nothing without TLS.
  [[nodiscard]] virtual const std::optional<TlsPeer>& tls() const = 0;

  /// Why close() is about to be called, for links that tell the peer: a WebSocket's status (1000
  /// when nothing was said) and text.
  virtual void explain_close(std::uint16_t status, std::string_view reason) {
    static_cast<void>(status);
    static_cast<void>(reason);
  }

  /// Sends what it can of the output without waiting, then ends the connection.
  virtual void close() = 0;

  [[nodiscard]] virtual const std::string& peer_ip() const = 0;
  [[nodiscard]] virtual std::uint16_t peer_port() const = 0;
  /// The address it was accepted on: for INFO's client_ip and connect_urls.
  [[nodiscard]] virtual const std::string& local_ip() const = 0;
  [[nodiscard]] virtual bool websocket() const = 0;
  /// Headers of a WebSocket's upgrade request that carry logins: cookies by name.
  [[nodiscard]] virtual std::string cookie(std::string_view name) const = 0;
};

}  // namespace natsop::engine
