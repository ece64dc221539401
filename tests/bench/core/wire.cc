#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "tests/bench/core/load.h"

namespace natsop::bench {

void fail(const std::string& what) {
  const std::string line = fmt::format("bench_load: {}\n", what);
  static_cast<void>(!::write(STDERR_FILENO, line.data(), line.size()));
  ::_exit(1);
}

double seconds_now() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

Wire::Wire(int port) {
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    fail(fmt::format("connect: {}", std::strerror(errno)));
  }
  const int on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  while (more().find("\r\n") == std::string::npos) {
  }
  kept_.clear();
  send("CONNECT {\"verbose\":false,\"pedantic\":false,\"lang\":\"c++\",\"version\":\"1\"}\r\n");
  settle();
}

Wire::Wire(Wire&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), kept_(std::move(other.kept_)) {}

Wire::~Wire() {
  if (fd_ >= 0) ::close(fd_);
}

void Wire::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) fail(fmt::format("send: {}", std::strerror(errno)));
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string& Wire::more() {
  std::array<char, 65536> buffer;
  const ssize_t got = ::recv(fd_, buffer.data(), buffer.size(), 0);
  if (got == 0) fail("the server closed the connection: " + kept_.substr(0, 200));
  if (got < 0 && errno != EINTR) fail(fmt::format("recv: {}", std::strerror(errno)));
  if (got > 0) kept_.append(buffer.data(), static_cast<std::size_t>(got));
  if (kept_.starts_with("-ERR")) fail(kept_.substr(0, 200));
  return kept_;
}

void Wire::settle() {
  send("PING\r\n");
  while (!kept_.ends_with("PONG\r\n")) more();
  kept_.clear();
}

std::uint64_t Wire::drop() const {
  // With MSG_TRUNC the kernel counts the bytes of a TCP stream without copying them.
  constexpr std::size_t kMuch = std::size_t{1} << 22U;
  const ssize_t got = ::recv(fd_, nullptr, kMuch, MSG_TRUNC | MSG_DONTWAIT);
  if (got == 0) fail("the server closed a subscriber's connection");
  if (got < 0 && errno != EAGAIN && errno != EINTR) {
    fail(fmt::format("recv: {}", std::strerror(errno)));
  }
  return got < 0 ? 0 : static_cast<std::uint64_t>(got);
}

}  // namespace natsop::bench
