#include "tests/unit/core/engine/io/peer.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace natsop::engine {

namespace {

constexpr auto kStep = std::chrono::milliseconds(1);

/// Turns in small steps, as the loop does not know of this side's sockets.
bool run_until(EventLoop& loop, const std::function<bool()>& done) {
  const SteadyTime limit = loop.clock().steady() + kPatience;
  while (!done()) {
    if (loop.clock().steady() > limit) {
      return false;
    }
    loop.turn(kStep);
  }
  return true;
}

int connect_to(std::uint16_t port, const std::string& ip) {
  const bool six = ip.find(':') != std::string::npos;
  const int fd = ::socket(six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  REQUIRE(fd >= 0);
  int result = 0;
  if (six) {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(port);
    REQUIRE(inet_pton(AF_INET6, ip.c_str(), &address.sin6_addr) == 1);
    result = ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
  } else {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    REQUIRE(inet_pton(AF_INET, ip.c_str(), &address.sin_addr) == 1);
    result = ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
  }
  REQUIRE(result == 0);
  ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
  return fd;
}

}  // namespace

Peer::Peer(EventLoop& loop, std::uint16_t port, const std::string& ip)
    : loop_(loop), fd_(connect_to(port, ip)) {}

Peer::~Peer() { close(); }

void Peer::close() {
  if (fd_ >= 0) {
    ::close(fd_);
    fd_ = -1;
  }
}

void Peer::send(std::string_view bytes) {
  const bool all = run_until(loop_, [&] {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return bytes.empty() || (sent < 0 && errno != EAGAIN);
  });
  REQUIRE(all);
}

void Peer::poll() {
  std::array<char, 65536> buffer;
  for (;;) {
    const ssize_t got = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got <= 0) {
      ended_ = ended_ || got == 0 || errno != EAGAIN;
      return;
    }
    received_.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

std::string Peer::read_to(std::string_view text) {
  std::size_t end = std::string::npos;
  const bool found = run_until(loop_, [&] {
    poll();
    end = received_.find(text);
    return end != std::string::npos || ended_;
  });
  INFO("waiting for: ", std::string(text), ", got: ", received_);
  REQUIRE(found);
  REQUIRE(end != std::string::npos);
  end += text.size();
  std::string result = received_.substr(0, end);
  received_.erase(0, end);
  return result;
}

std::string Peer::read(std::size_t size) {
  const bool enough = run_until(loop_, [&] {
    poll();
    return received_.size() >= size || ended_;
  });
  REQUIRE(enough);
  REQUIRE(received_.size() >= size);
  std::string result = received_.substr(0, size);
  received_.erase(0, size);
  return result;
}

std::string Peer::read_some() {
  std::string first = read(1);
  return first + std::exchange(received_, {});
}

std::string Peer::read_to_end() {
  const bool over = run_until(loop_, [&] {
    poll();
    return ended_;
  });
  REQUIRE(over);
  return std::exchange(received_, {});
}

void Peer::reset() {
  const linger hard{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  close();
}

void Peer::shrink_receive_buffer() {
  const int size = 4096;
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
}

Server::Server(EventLoop& for_loop, const std::string& host, Logger log) : loop(for_loop) {
  auto opened = Listener::open(
      loop, host, 0,
      [this](std::unique_ptr<Transport> accepted) { transports.push_back(std::move(accepted)); },
      std::move(log));
  REQUIRE(opened);
  listener = std::move(*opened);
}

Server::~Server() {
  for (auto& transport : transports) {
    loop.dispose(std::move(transport));
  }
}

Transport& Server::wait(std::size_t count) {
  REQUIRE(loop.run_until([&] { return transports.size() >= count; }, kPatience));
  return *transports[count - 1];
}

}  // namespace natsop::engine
