#include "tests/support/socks_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace natsop::test {
namespace {

bool read_all(int fd, std::string& into, std::size_t size) {
  into.assign(size, '\0');
  return size == 0 || ::recv(fd, into.data(), size, MSG_WAITALL) == static_cast<ssize_t>(size);
}

bool send_all(int fd, std::string_view bytes) {
  return ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

void carry(int a, int b) {
  std::array<pollfd, 2> ends{
      {{.fd = a, .events = POLLIN, .revents = 0}, {.fd = b, .events = POLLIN, .revents = 0}}};
  std::array<char, 65536> chunk;
  while (::poll(ends.data(), ends.size(), -1) > 0) {
    for (std::size_t side = 0; side < 2; ++side) {
      if (ends[side].revents == 0) continue;
      const ssize_t got = ::recv(ends[side].fd, chunk.data(), chunk.size(), 0);
      if (got <= 0) return;
      if (!send_all(ends[1 - side].fd, {chunk.data(), static_cast<std::size_t>(got)})) return;
    }
  }
}

}  // namespace

Result<std::unique_ptr<SocksProxy>> SocksProxy::start(std::string user, std::string password) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(fd, 4) != 0) {
    ::close(fd);
    return Error(Code::Failed, "cannot open a port for the proxy");
  }
  return std::make_unique<SocksProxy>(fd, std::move(user), std::move(password));
}

SocksProxy::SocksProxy(int listener, std::string user, std::string password)
    : listener_(listener), user_(std::move(user)), password_(std::move(password)) {
  thread_ = std::thread([this] { run(); });
}

SocksProxy::~SocksProxy() {
  ending_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  thread_.join();
  ::close(listener_);
}

std::uint16_t SocksProxy::port() const {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

void SocksProxy::run() {
  while (!ending_) {
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return;
    serve(client);
    ::close(client);
  }
}

bool SocksProxy::greet(int client) const {
  std::string part;
  if (!read_all(client, part, 2)) return false;
  if (!read_all(client, part, static_cast<unsigned char>(part[1]))) return false;
  if (user_.empty()) return send_all(client, std::string_view("\x05\x00", 2));
  if (part.find('\x02') == std::string::npos) {
    send_all(client, std::string_view("\x05\xff", 2));
    return false;
  }
  if (!send_all(client, std::string_view("\x05\x02", 2)) || !read_all(client, part, 2))
    return false;
  std::string name;
  std::string word;
  if (!read_all(client, name, static_cast<unsigned char>(part[1]))) return false;
  if (!read_all(client, part, 1)) return false;
  if (!read_all(client, word, static_cast<unsigned char>(part[0]))) return false;
  const bool right = name == user_ && word == password_;
  send_all(client, right ? std::string_view("\x01\x00", 2) : std::string_view("\x01\x01", 2));
  return right;
}

void SocksProxy::serve(int client) {
  std::string head;
  std::string host;
  std::string port;
  if (!greet(client) || !read_all(client, head, 5)) return;
  if (!read_all(client, host, static_cast<unsigned char>(head[4]))) return;
  if (!read_all(client, port, 2)) return;
  sockaddr_in target{};
  target.sin_family = AF_INET;
  target.sin_port = htons(static_cast<std::uint16_t>(static_cast<unsigned char>(port[0]) << 8 |
                                                     static_cast<unsigned char>(port[1])));
  const bool known = ::inet_pton(AF_INET, host.c_str(), &target.sin_addr) == 1;
  const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool reached =
      known && ::connect(server, reinterpret_cast<sockaddr*>(&target), sizeof target) == 0;
  std::string answer("\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00", 10);
  if (!reached) answer[1] = known ? '\x05' : '\x04';
  if (send_all(client, answer) && reached) {
    ++carried_;
    carry(client, server);
  }
  ::close(server);
}

}  // namespace natsop::test
