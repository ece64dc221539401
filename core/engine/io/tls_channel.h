#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/engine/io/tls_context.h"
#include "core/engine/loop/output.h"
#include "core/engine/loop/transport.h"

namespace natsop::engine {

/// TLS as a filter between a socket and its user: bytes of the wire in, plain bytes out, and back.
/// Touches no socket. Loop thread only.
class TlsChannel {
 public:
  /// As the side that accepts, or that connects.
  TlsChannel(std::shared_ptr<const TlsContext> context, bool server);
  TlsChannel(const TlsChannel&) = delete;
  TlsChannel& operator=(const TlsChannel&) = delete;
  TlsChannel(TlsChannel&& other) noexcept;
  ~TlsChannel();

  /// Bytes of the wire for the next calls of handshake() and read(); they must stay valid until
  /// those have said that they want more.
  void feed(std::span<const char> wire_bytes);

  /// Copies what is left of the bytes fed, to go on with later; feed() then comes after it.
  void keep();

  /// Goes on with the handshake: true when it is complete and the peer is who it must be.
  [[nodiscard]] Result<bool> handshake();
  [[nodiscard]] bool established() const { return peer_.has_value(); }

  /// Decrypts as much as fits into `plain`; 0 when it wants more of the wire, or has ended.
  [[nodiscard]] Result<std::size_t> read(std::span<char> plain);
  /// The peer said that it sends no more.
  [[nodiscard]] bool ended() const { return ended_; }

  /// Encrypts from the front of `plain` to the end of wire() until that holds `limit`.
  [[nodiscard]] Result<void> write(Output& plain, std::size_t limit);
  /// Says that we send no more.
  void end();

  /// What is to be sent to the peer.
  [[nodiscard]] Output& wire();
  /// What was agreed on; nothing before the handshake is complete.
  [[nodiscard]] const std::optional<TlsPeer>& peer() const { return peer_; }

 private:
  struct State;

  std::unique_ptr<State> state_;
  std::optional<TlsPeer> peer_;
  bool ended_ = false;
};

}  // namespace natsop::engine
