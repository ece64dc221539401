#include "core/engine/io/tcp_transport.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "core/engine/io/lingering.h"
#include "core/engine/io/tls_channel.h"
#include "core/engine/io/watch.h"

namespace natsop::engine {

namespace {

// More than some full buffers in a row would let one connection hold up the others.
constexpr int kReadsInARow = 4;
constexpr std::size_t kPieces = 64;

// How much is encrypted before the socket has taken it.
constexpr std::size_t kEncryptAhead = std::size_t{128} * 1024;

class TcpTransport final : public Transport, public Watch::User {
 public:
  TcpTransport(EventLoop& loop, int fd, Ends ends)
      : loop_(loop), watch_(loop, fd, *this), ends_(std::move(ends)) {}

  void start(Handler& handler) override {
    handler_ = &handler;
    wait_to_read();
  }

  void pause_reading(bool paused) override {
    paused_ = paused;
    if (kept_ && !paused_ && open_) {
      resume_ = loop_.after(std::chrono::nanoseconds(0), [this] { resume(); });
      return;
    }
    wait_to_read();
  }

  [[nodiscard]] Output& output() override { return output_; }

  void flush() override {
    if (open_ && !watch_.waits_to_write()) {
      send();
    }
  }

  [[nodiscard]] std::optional<SteadyTime> stuck_since() const override {
    return stuck_ ? std::optional(stuck_time_) : std::nullopt;
  }

  void start_tls(std::shared_ptr<const TlsContext> context, bool server,
                 std::string_view already_read, std::function<void(Result<void>)> done) override;
  [[nodiscard]] const std::optional<TlsPeer>& tls() const override {
    static const std::optional<TlsPeer> kNone;
    return tls_ ? tls_->channel.peer() : kNone;
  }
  void close() override;

  void on_readable() override;
  void on_writable() override;

  [[nodiscard]] const std::string& peer_ip() const override { return ends_.peer_ip; }
  [[nodiscard]] std::uint16_t peer_port() const override { return ends_.peer_port; }
  [[nodiscard]] const std::string& local_ip() const override { return ends_.local_ip; }
  [[nodiscard]] bool websocket() const override { return false; }
  [[nodiscard]] std::string cookie(std::string_view) const override { return {}; }

 private:
  struct Tls {
    TlsChannel channel;
    std::function<void(Result<void>)> done;  ///< until the handshake is over
  };

  void wait_to_read();
  /// What is sent to the socket: the output itself, or its encrypted form.
  [[nodiscard]] Output& wire() { return tls_ ? tls_->channel.wire() : output_; }
  bool encrypt();
  void send();
  void received(std::span<const char> bytes);
  bool shake_hands();
  void decrypt();
  void resume();
  void end(End how, std::string_view detail);
  void end_later(End how, std::string detail);
  void close_now();

  EventLoop& loop_;
  Watch watch_;
  Handler* handler_ = nullptr;
  Output output_;
  bool open_ = true;
  bool paused_ = false;
  bool stuck_ = false;
  /// While stuck: bytes up to position stuck_until_ of the stream are being sent since stuck_time_.
  SteadyTime stuck_time_;
  std::uint64_t stuck_until_ = 0;
  std::uint64_t sent_ = 0;
  /// Tells the handler of a failure that it cannot be told of at once.
  std::unique_ptr<Timer> failure_;
  /// Goes on with input of TLS that was kept while reading was paused.
  std::unique_ptr<Timer> resume_;
  bool kept_ = false;
  std::unique_ptr<Tls> tls_;
  Ends ends_;
};

void TcpTransport::wait_to_read() {
  if (open_ && !paused_ && !kept_ && handler_ != nullptr) {
    watch_.wait_to_read();
  }
}

void TcpTransport::on_readable() {
  const std::span<char> buffer = loop_.buffer(EventLoop::Buffer::Socket);
  for (int reads = 0; reads < kReadsInARow; ++reads) {
    if (!open_ || paused_ || kept_) {
      return;
    }
    const ssize_t got = ::recv(watch_.fd(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got == 0) {
      return end(End::PeerClosed, "");
    }
    if (got < 0) {
      const int number = errno;
      if (number == EAGAIN || number == EINTR) {
        break;
      }
      return end(End::ReadError, describe_errno(number));
    }
    const auto size = static_cast<std::size_t>(got);
    const bool full = size == buffer.size();
    loop_.took_in(size, full && reads + 1 == kReadsInARow);
    received({buffer.data(), size});
    // Less than there was room for: the socket is empty, most likely.
    if (!full) {
      break;
    }
  }
  wait_to_read();
}

void TcpTransport::on_writable() {
  if (!open_) {
    return;
  }
  const std::uint64_t before = sent_;
  send();
  if (open_ && sent_ > before) {
    handler_->on_sent();
  }
}

bool TcpTransport::encrypt() {
  if (!tls_ || !tls_->channel.established() || output_.empty()) {
    return true;
  }
  if (auto done = tls_->channel.write(output_, kEncryptAhead); !done) {
    end_later(End::Protocol, "tls: " + done.error().message());
    return false;
  }
  return true;
}

void TcpTransport::send() {
  std::array<iovec, kPieces> pieces;
  while (encrypt() && !wire().empty()) {
    const std::size_t count = wire().front(pieces);
    ssize_t sent = 0;
    if (count == 1) {
      sent =
          ::send(watch_.fd(), pieces[0].iov_base, pieces[0].iov_len, MSG_NOSIGNAL | MSG_DONTWAIT);
    } else {
      msghdr message{};
      message.msg_iov = pieces.data();
      message.msg_iovlen = count;
      sent = ::sendmsg(watch_.fd(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    if (sent < 0 && errno == EINTR) {
      continue;
    }
    if (sent < 0 && errno != EAGAIN) {
      return end_later(End::WriteError, describe_errno(errno));
    }
    if (sent < 0) {
      if (!stuck_ || sent_ >= stuck_until_) {
        stuck_ = true;
        stuck_time_ = loop_.turn_time();
        stuck_until_ = sent_ + wire().size();
      }
      return watch_.wait_to_write();
    }
    const auto size = static_cast<std::size_t>(sent);
    wire().consume(size);
    sent_ += size;
    loop_.gave_out(size);
  }
  stuck_ = false;
}

void TcpTransport::received(std::span<const char> bytes) {
  if (!tls_) {
    return handler_->on_data(bytes);
  }
  tls_->channel.feed(bytes);
  if (tls_->channel.established() || shake_hands()) {
    decrypt();
  }
}

bool TcpTransport::shake_hands() {
  Result<bool> complete = tls_->channel.handshake();
  if (open_ && !watch_.waits_to_write()) {
    send();  // also what tells the peer of our error
  }
  if (!complete) {
    // Nothing that it sends can be understood any more.
    paused_ = true;
    failure_ = loop_.after(std::chrono::nanoseconds(0),
                           [this, error = std::move(complete).error()]() mutable {
                             std::exchange(tls_->done, nullptr)(std::move(error));
                           });
    return false;
  }
  if (*complete) {
    std::exchange(tls_->done, nullptr)({});
  }
  return *complete && open_;
}

void TcpTransport::decrypt() {
  const std::span<char> buffer = loop_.buffer(EventLoop::Buffer::Tls);
  for (;;) {
    Result<std::size_t> size = tls_->channel.read(buffer);
    if (!size) {
      return end(End::Protocol, "tls: " + size.error().message());
    }
    if (*size == 0) {
      break;
    }
    handler_->on_data({buffer.data(), *size});
    if (!open_) {
      return;
    }
    if (paused_) {
      tls_->channel.keep();
      kept_ = true;
      break;
    }
  }
  if (tls_->channel.ended()) {
    return end(End::PeerClosed, "");
  }
  // The peer may have asked for new keys.
  if (!wire().empty() && !watch_.waits_to_write()) {
    send();
  }
}

void TcpTransport::resume() {
  if (paused_ || !open_) {
    return;
  }
  kept_ = false;
  decrypt();
  wait_to_read();
}

void TcpTransport::end(End how, std::string_view detail) {
  close_now();
  if (tls_ && tls_->done) {
    const std::string_view why = detail.empty() ? "connection closed by the peer" : detail;
    return std::exchange(tls_->done, nullptr)(Error(Code::Unreachable, std::string(why)));
  }
  if (handler_ != nullptr) {
    handler_->on_closed(how, detail);
  }
}

void TcpTransport::end_later(End how, std::string detail) {
  // Within a call to this transport: its user hears of it later.
  close_now();
  failure_ = loop_.after(std::chrono::nanoseconds(0),
                         [this, how, text = std::move(detail)] { end(how, text); });
}

void TcpTransport::close_now() {
  open_ = false;
  stuck_ = false;
  resume_.reset();
  watch_.close();
  wire().clear();
  output_.clear();
}

void TcpTransport::close() {
  failure_.reset();
  if (!open_) {
    return;
  }
  if (tls_ && tls_->channel.established() && encrypt()) {
    tls_->channel.end();
  }
  if (open_ && !watch_.waits_to_write()) {
    send();
  }
  failure_.reset();
  if (open_) {
    loop_.lingering().add(watch_.release());
    close_now();
  }
}

void TcpTransport::start_tls(std::shared_ptr<const TlsContext> context, bool server,
                             std::string_view already_read,
                             std::function<void(Result<void>)> done) {
  if (!open_) {
    return;
  }
  tls_ = std::make_unique<Tls>(TlsChannel(std::move(context), server), std::move(done));
  // What was written until now goes out as it is.
  tls_->channel.wire().take(output_);
  tls_->channel.feed(already_read);
  shake_hands();
}

}  // namespace

std::unique_ptr<Transport> make_tcp_transport(EventLoop& loop, int fd, Ends ends) {
  return std::make_unique<TcpTransport>(loop, fd, std::move(ends));
}

std::string describe_errno(int number) {
  std::string text = std::system_category().message(number);
  if (!text.empty() && text.front() >= 'A' && text.front() <= 'Z') {
    text.front() = static_cast<char>(text.front() - 'A' + 'a');
  }
  return text;
}

}  // namespace natsop::engine
