#include "core/engine/io/listener.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "core/engine/io/tcp_transport.h"
#include "core/engine/io/watch.h"

namespace natsop::engine {

namespace {

constexpr int kAcceptsInARow = 64;
constexpr auto kFirstBackoff = std::chrono::milliseconds(10);
constexpr auto kLongestBackoff = std::chrono::milliseconds(1000);

/// An address with its length, as the system's calls take it.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_storage);

  [[nodiscard]] sockaddr* get() { return static_cast<sockaddr*>(static_cast<void*>(&storage)); }
  [[nodiscard]] const sockaddr* get() const {
    return static_cast<const sockaddr*>(static_cast<const void*>(&storage));
  }

  /// IPv4 that came through an IPv6 socket is shown as IPv4.
  [[nodiscard]] std::string ip() const {
    char text[INET6_ADDRSTRLEN] = {};
    if (storage.ss_family == AF_INET) {
      const auto* address = static_cast<const sockaddr_in*>(static_cast<const void*>(&storage));
      inet_ntop(AF_INET, &address->sin_addr, text, sizeof text);
    } else if (storage.ss_family == AF_INET6) {
      const auto* address = static_cast<const sockaddr_in6*>(static_cast<const void*>(&storage));
      inet_ntop(AF_INET6, &address->sin6_addr, text, sizeof text);
      if (IN6_IS_ADDR_V4MAPPED(&address->sin6_addr)) {
        inet_ntop(AF_INET, &address->sin6_addr.s6_addr[12], text, sizeof text);
      }
    }
    return text;
  }

  [[nodiscard]] std::uint16_t port() const {
    if (storage.ss_family == AF_INET) {
      return ntohs(static_cast<const sockaddr_in*>(static_cast<const void*>(&storage))->sin_port);
    }
    return ntohs(static_cast<const sockaddr_in6*>(static_cast<const void*>(&storage))->sin6_port);
  }
};

/// A descriptor that is closed unless it was taken.
class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() {
    if (fd_ >= 0) {
      ::close(fd_);
    }
  }
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] int take() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

Result<SocketAddress> resolve(const std::string& host, int port) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  const std::string service = std::to_string(std::max(port, 0));
  // As Go does it, "every address" is the IPv6 one, which takes both kinds.
  const std::string name = host.empty() ? "::" : host;
  addrinfo* raw = nullptr;
  if (const int code = ::getaddrinfo(name.c_str(), service.c_str(), &hints, &raw); code != 0) {
    return Error(Code::Invalid,
                 fmt::format("listen on '{}': {}", host,
                             code == EAI_SYSTEM ? describe_errno(errno) : ::gai_strerror(code)));
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> found(raw, &::freeaddrinfo);
  const addrinfo* chosen = found.get();
  for (const addrinfo* one = found.get(); one != nullptr; one = one->ai_next) {
    if (one->ai_family == AF_INET) {
      chosen = one;
      break;
    }
  }
  SocketAddress address;
  std::memcpy(&address.storage, chosen->ai_addr, chosen->ai_addrlen);
  address.size = chosen->ai_addrlen;
  return address;
}

void set(int fd, int level, int option, int value) {
  ::setsockopt(fd, level, option, &value, sizeof value);
}

Result<int> listen_on(const SocketAddress& address, const std::string& shown) {
  const auto failed = [&] {
    const int number = errno;
    Error error(number == EACCES ? Code::Denied : Code::Failed,
                fmt::format("listen on {}: {}", shown, describe_errno(number)));
    if (number == EADDRINUSE) {
      error.hint("stop what uses the port, or choose another (-p)");
    }
    return error;
  };
  Socket socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (socket.get() < 0) {
    return failed();
  }
  set(socket.get(), SOL_SOCKET, SO_REUSEADDR, 1);
  if (address.storage.ss_family == AF_INET6) {
    set(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, 0);
  }
  if (::bind(socket.get(), address.get(), address.size) != 0 ||
      ::listen(socket.get(), SOMAXCONN) != 0) {
    return failed();
  }
  return socket.take();
}

class TcpListener final : public Listener, public Watch::User {
 public:
  TcpListener(EventLoop& loop, int fd, Accept accept, Logger log)
      : loop_(loop), watch_(loop, fd, *this), accept_(std::move(accept)), log_(std::move(log)) {
    SocketAddress bound;
    ::getsockname(fd, bound.get(), &bound.size);
    host_ = bound.ip();
    port_ = bound.port();
    watch_.wait_to_read();
  }

  [[nodiscard]] const std::string& host() const override { return host_; }
  [[nodiscard]] std::uint16_t port() const override { return port_; }

  void on_readable() override;
  void on_writable() override {}

  void close() override {
    backoff_.reset();
    watch_.close();
    closed_ = true;
  }

 private:
  void adopt(int fd, const SocketAddress& peer);
  void back_off(int number);

  EventLoop& loop_;
  Watch watch_;
  Accept accept_;
  Logger log_;
  std::string host_;
  std::uint16_t port_ = 0;
  bool closed_ = false;
  std::chrono::milliseconds pause_{0};
  std::unique_ptr<Timer> backoff_;
};

void TcpListener::on_readable() {
  for (int accepts = 0; accepts < kAcceptsInARow; ++accepts) {
    SocketAddress peer;
    const int fd = ::accept4(watch_.fd(), peer.get(), &peer.size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
      const int number = errno;
      if (number == EMFILE || number == ENFILE || number == ENOBUFS || number == ENOMEM) {
        return back_off(number);
      }
      if (number == EAGAIN) {
        break;
      }
      continue;  // that peer has gone already
    }
    pause_ = std::chrono::milliseconds(0);
    adopt(fd, peer);
    if (closed_) {
      return;
    }
  }
  watch_.wait_to_read();
}

void TcpListener::adopt(int fd, const SocketAddress& peer) {
  set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  // Nobody else notices a peer that vanished while nothing is sent to it.
  set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
  SocketAddress local;
  ::getsockname(fd, local.get(), &local.size);
  accept_(make_tcp_transport(
      loop_, fd, {.peer_ip = peer.ip(), .peer_port = peer.port(), .local_ip = local.ip()}));
}

void TcpListener::back_off(int number) {
  if (pause_.count() == 0) {
    log_.warn("cannot accept connections for now",
              {{"port", port_}, {"error", describe_errno(number)}});
  }
  pause_ = std::clamp<std::chrono::milliseconds>(pause_ * 2, kFirstBackoff, kLongestBackoff);
  backoff_ = loop_.after(pause_, [this] { watch_.wait_to_read(); });
}

}  // namespace

Result<std::unique_ptr<Listener>> Listener::open(EventLoop& loop, const std::string& host, int port,
                                                 Accept accept, Logger log) {
  if (port < -1 || port > 65535) {
    return Error(Code::Invalid, fmt::format("listen on port {}: out of range", port));
  }
  NATSOP_TRY(const SocketAddress address, resolve(host, port));
  const bool six = address.storage.ss_family == AF_INET6;
  const std::string shown = six ? fmt::format("[{}]:{}", address.ip(), address.port())
                                : fmt::format("{}:{}", address.ip(), address.port());
  NATSOP_TRY(const int fd, listen_on(address, shown));
  return std::make_unique<TcpListener>(loop, fd, std::move(accept), std::move(log));
}

}  // namespace natsop::engine
