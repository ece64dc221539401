#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/client/waiting.h"
#include "core/context/settings.h"

namespace natsop::client {

/// A file descriptor that is closed with its owner. Move-only.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int fd) : fd_(fd) {}
  Socket(Socket&& other) noexcept;
  Socket& operator=(Socket&& other) noexcept;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket();
  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] bool open() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

/// What a stream waits for before it can go on.
enum class Wait { Nothing, Readable, Writable };

/// A two-way stream of bytes that never blocks. One thread at a time.
class ByteStream {
 public:
  ByteStream() = default;
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;
  virtual ~ByteStream() = default;

  /// How far a call came: `bytes` moved, and what to wait for when that was nothing. `closed`: the
  /// other side has ended the stream.
  struct Step {
    std::size_t bytes = 0;
    Wait wait = Wait::Nothing;
    bool closed = false;
  };
  [[nodiscard]] virtual Result<Step> read(std::span<char> into) = 0;
  /// Streams that pack bytes keep the packed ones until they are sent: writing nothing sends on
  /// what is kept, and `wait` tells whether some is left.
  [[nodiscard]] virtual Result<Step> write(std::string_view bytes) = 0;

  /// True when read() has bytes that poll() on the descriptor does not announce.
  [[nodiscard]] virtual bool buffered() const { return false; }
  /// The descriptor to poll.
  [[nodiscard]] virtual int fd() const = 0;
};

/// When an attempt has to be over: at a time, or as soon as `cancel_fd` (if any) becomes readable.
class Deadline {
 public:
  Deadline(const Clock& clock, std::chrono::nanoseconds timeout, int cancel_fd = -1)
      : clock_(clock), end_(after(clock.steady(), timeout)), cancel_fd_(cancel_fd) {}
  /// Milliseconds left for poll(), at least 0.
  [[nodiscard]] int left_ms() const;
  [[nodiscard]] int cancel_fd() const { return cancel_fd_; }

 private:
  const Clock& clock_;
  SteadyTime end_;
  int cancel_fd_;
};

/// Waits until the descriptor is ready. Errors: Timeout, Cancelled; `doing` says during what.
[[nodiscard]] Result<void> wait_for(int fd, Wait wait, const Deadline& deadline,
                                    std::string_view doing);
/// Writes all of it. Errors: Timeout, Unreachable.
[[nodiscard]] Result<void> write_all(ByteStream& stream, std::string_view bytes,
                                     const Deadline& deadline, std::string_view doing);
/// Reads exactly `size` bytes. Errors: Timeout, Unreachable.
[[nodiscard]] Result<std::string> read_exactly(ByteStream& stream, std::size_t size,
                                               const Deadline& deadline, std::string_view doing);
/// Reads up to and with `end`, byte by byte, so that nothing behind it is taken.
[[nodiscard]] Result<std::string> read_through(ByteStream& stream, std::string_view end,
                                               std::size_t limit, const Deadline& deadline,
                                               std::string_view doing);

/// A TCP connection to host:port, tried on each of its addresses in turn. Errors: Unreachable
/// ("connection refused", "host ... not found", ...), Timeout.
[[nodiscard]] Result<std::unique_ptr<ByteStream>> open_tcp(const std::string& host,
                                                           std::uint16_t port,
                                                           const Deadline& deadline);

/// A TCP connection to host:port made by a SOCKS5 proxy, "socks5://[user:password@]host[:port]";
/// the proxy resolves the name. Errors: Invalid for a bad proxy URL, Unreachable, Denied, Timeout.
[[nodiscard]] Result<std::unique_ptr<ByteStream>> open_socks(const std::string& proxy,
                                                             const std::string& host,
                                                             std::uint16_t port,
                                                             const Deadline& deadline);

/// TLS over a stream, as client; `host` is the name or address the certificate must carry. Errors:
/// Denied for a certificate that does not verify, Invalid for unreadable files, Unreachable,
/// Timeout.
[[nodiscard]] Result<std::unique_ptr<ByteStream>> open_tls(std::unique_ptr<ByteStream> below,
                                                           const context::TlsSettings& tls,
                                                           const std::string& host,
                                                           const Deadline& deadline);

/// A WebSocket over a stream: the bytes travel in binary frames; pings are answered. Errors:
/// Unreachable when the other side is no WebSocket server, Timeout.
[[nodiscard]] Result<std::unique_ptr<ByteStream>> open_websocket(std::unique_ptr<ByteStream> below,
                                                                 const context::ServerUrl& url,
                                                                 const Deadline& deadline);

}  // namespace natsop::client
