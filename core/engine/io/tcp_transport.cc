#include "core/engine/io/tcp_transport.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "core/engine/io/lingering.h"
#include "core/engine/io/watch.h"

namespace natsop::engine {

namespace {

// More than one full buffer in a row would let one connection hold up the others.
constexpr int kReadsInARow = 4;
constexpr std::size_t kPieces = 64;

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
  [[nodiscard]] const std::optional<TlsPeer>& tls() const override { return peer_; }
  void close() override;

  void on_readable() override;
  void on_writable() override;

  [[nodiscard]] const std::string& peer_ip() const override { return ends_.peer_ip; }
  [[nodiscard]] std::uint16_t peer_port() const override { return ends_.peer_port; }
  [[nodiscard]] const std::string& local_ip() const override { return ends_.local_ip; }
  [[nodiscard]] bool websocket() const override { return false; }
  [[nodiscard]] std::string cookie(std::string_view) const override { return {}; }

 private:
  void wait_to_read();
  void send();
  void fail(End how, std::string detail);
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
  std::optional<TlsPeer> peer_;
  Ends ends_;
};

void TcpTransport::wait_to_read() {
  if (open_ && !paused_ && handler_ != nullptr) {
    watch_.wait_to_read();
  }
}

void TcpTransport::on_readable() {
  const std::span<char> buffer = loop_.buffer(EventLoop::Buffer::Socket);
  for (int reads = 0; reads < kReadsInARow; ++reads) {
    if (!open_ || paused_) {
      return;
    }
    const ssize_t got = ::recv(watch_.fd(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got == 0) {
      close_now();
      return handler_->on_closed(End::PeerClosed, "");
    }
    if (got < 0) {
      const int number = errno;
      if (number == EAGAIN || number == EINTR) {
        break;
      }
      close_now();
      return handler_->on_closed(End::ReadError, describe_errno(number));
    }
    const auto size = static_cast<std::size_t>(got);
    loop_.spend(size);
    handler_->on_data({buffer.data(), size});
    // Less than there was room for: the socket is empty, most likely.
    if (size < buffer.size()) {
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

void TcpTransport::send() {
  std::array<iovec, kPieces> pieces;
  while (!output_.empty()) {
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = output_.front(pieces);
    const ssize_t sent = ::sendmsg(watch_.fd(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) {
      continue;
    }
    if (sent < 0 && errno != EAGAIN) {
      return fail(End::WriteError, describe_errno(errno));
    }
    if (sent > 0) {
      const auto size = static_cast<std::size_t>(sent);
      output_.consume(size);
      sent_ += size;
      loop_.spend(size);
    }
    if (sent < 0) {
      if (!stuck_ || sent_ >= stuck_until_) {
        stuck_ = true;
        stuck_time_ = loop_.turn_time();
        stuck_until_ = sent_ + output_.size();
      }
      return watch_.wait_to_write();
    }
  }
  stuck_ = false;
}

void TcpTransport::fail(End how, std::string detail) {
  // Within a call to this transport: its user hears of it later.
  close_now();
  failure_ = loop_.after(std::chrono::nanoseconds(0),
                         [this, how, text = std::move(detail)] { handler_->on_closed(how, text); });
}

void TcpTransport::close_now() {
  open_ = false;
  stuck_ = false;
  watch_.close();
  output_.clear();
}

void TcpTransport::close() {
  failure_.reset();
  if (!open_) {
    return;
  }
  if (!watch_.waits_to_write()) {
    send();
    failure_.reset();
  }
  if (open_) {
    loop_.lingering().add(watch_.release());
    close_now();
  }
}

void TcpTransport::start_tls(std::shared_ptr<const TlsContext>, bool, std::string_view,
                             std::function<void(Result<void>)> done) {
  failure_ = loop_.after(std::chrono::nanoseconds(0),
                         [done = std::move(done)] { done(Error(Code::Unsupported, "TLS")); });
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
