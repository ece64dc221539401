#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include "core/client/resolve.h"
#include "core/client/stream.h"

namespace natsop::client {
namespace {

class TcpStream final : public ByteStream {
 public:
  explicit TcpStream(Socket socket) : socket_(std::move(socket)) {}

  Result<Step> read(std::span<char> into) override {
    const ssize_t got = ::recv(socket_.fd(), into.data(), into.size(), 0);
    if (got > 0) return Step{.bytes = static_cast<std::size_t>(got)};
    if (got == 0) return Step{.closed = true};
    return failed(Wait::Readable);
  }

  Result<Step> write(std::string_view bytes) override {
    if (bytes.empty()) return Step{};
    const ssize_t sent = ::send(socket_.fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) return Step{.bytes = static_cast<std::size_t>(sent)};
    return failed(Wait::Writable);
  }

  [[nodiscard]] int fd() const override { return socket_.fd(); }

 private:
  static Result<Step> failed(Wait wait) {
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return Step{.wait = wait};
    if (errno == ECONNRESET || errno == EPIPE) return Step{.closed = true};
    return Error(Code::Unreachable, std::strerror(errno));
  }

  Socket socket_;
};

struct AddressList {
  addrinfo* first = nullptr;
  AddressList() = default;
  AddressList(const AddressList&) = delete;
  AddressList& operator=(const AddressList&) = delete;
  ~AddressList() {
    if (first != nullptr) ::freeaddrinfo(first);
  }
};

std::string lower_case(const char* text) {
  std::string out = text;
  if (!out.empty() && out[0] >= 'A' && out[0] <= 'Z') out[0] = static_cast<char>(out[0] + 32);
  return out;
}

Result<Socket> connect_one(const addrinfo& address, const Deadline& deadline) {
  Socket socket(::socket(address.ai_family, address.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.open()) return Error(Code::Failed, lower_case(std::strerror(errno)));
  const int on = 1;
  ::setsockopt(socket.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(socket.fd(), address.ai_addr, address.ai_addrlen) == 0) return socket;
  if (errno != EINPROGRESS) return Error(Code::Unreachable, lower_case(std::strerror(errno)));
  NATSOP_CHECK(wait_for(socket.fd(), Wait::Writable, deadline, "connecting"));
  int failure = 0;
  socklen_t size = sizeof failure;
  ::getsockopt(socket.fd(), SOL_SOCKET, SO_ERROR, &failure, &size);
  if (failure != 0) return Error(Code::Unreachable, lower_case(std::strerror(failure)));
  return socket;
}

Result<void> find_addresses(const std::string& host, const std::string& port, AddressList& list) {
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  const int failure = ::getaddrinfo(host.c_str(), port.c_str(), &wanted, &list.first);
  if (failure == 0) return {};
  return Error(Code::Unreachable,
               fmt::format("host \"{}\" not found: {}", host, lower_case(::gai_strerror(failure))))
      .hint("check the host name");
}

}  // namespace

Result<std::vector<std::string>> resolve_host(const std::string& host) {
  AddressList list;
  NATSOP_CHECK(find_addresses(host, "0", list));
  std::vector<std::string> out;
  for (const addrinfo* address = list.first; address != nullptr; address = address->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (::getnameinfo(address->ai_addr, address->ai_addrlen, text.data(), text.size(), nullptr, 0,
                      NI_NUMERICHOST) != 0) {
      continue;
    }
    if (std::ranges::find(out, text.data()) == out.end()) out.emplace_back(text.data());
  }
  if (out.empty()) {
    return Error(Code::Unreachable, fmt::format("host \"{}\" has no address", host));
  }
  return out;
}

Result<std::unique_ptr<ByteStream>> open_tcp(const std::string& host, std::uint16_t port,
                                             const Deadline& deadline) {
  AddressList list;
  NATSOP_CHECK(find_addresses(host, std::to_string(port), list));
  std::optional<Error> error;
  for (const addrinfo* address = list.first; address != nullptr; address = address->ai_next) {
    auto socket = connect_one(*address, deadline);
    if (socket) return std::unique_ptr<ByteStream>(std::make_unique<TcpStream>(*std::move(socket)));
    error = std::move(socket).error();
  }
  if (!error) return Error(Code::Unreachable, fmt::format("host \"{}\" has no address", host));
  return *std::move(error);
}

}  // namespace natsop::client
