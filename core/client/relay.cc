#include "core/client/relay.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "core/base/files.h"

namespace natsop::client {
namespace {

constexpr std::size_t kMaxBuffered = std::size_t{1} << 20;
constexpr std::size_t kChunk = 65536;

/// The inode of the socket whose local end is port `from` and whose other end is port `to`, both on
/// 127.0.0.1, by /proc/net/tcp; empty when there is none.
std::string socket_inode(std::uint16_t from, std::uint16_t to) {
  const auto table = read_file("/proc/net/tcp");
  if (!table) return {};
  const std::string wanted = fmt::format(" 0100007F:{:04X} 0100007F:{:04X} ", from, to);
  const std::size_t row = table->find(wanted);
  if (row == std::string::npos) return {};
  // local, remote, state, queues, timer, retransmits, uid, timeout, inode
  std::size_t at = row + wanted.size();
  for (int column = 0; column < 6; ++column) {
    at = table->find_first_not_of(' ', table->find(' ', at));
    if (at == std::string::npos) return {};
  }
  return table->substr(at, table->find(' ', at) - at);
}

bool is_own_socket(const std::string& inode) {
  const std::string wanted = fmt::format("socket:[{}]", inode);
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", failure)) {
    std::error_code gone;
    if (std::filesystem::read_symlink(entry.path(), gone) == wanted) return true;
  }
  return false;
}

/// Whether a connection that was accepted on `port` was made by this process.
bool is_ours(int fd, std::uint16_t port) {
  sockaddr_in peer{};
  socklen_t size = sizeof peer;
  if (::getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) != 0) return false;
  const std::string inode = socket_inode(ntohs(peer.sin_port), port);
  return !inode.empty() && is_own_socket(inode);
}

/// The greeting for cnats, which is to think that it talks to a plain server.
std::string plain_greeting(json::Doc info) {
  info.put("tls_required", false);
  info.put("tls_available", false);
  info.put("tls_verify", false);
  info.erase("/connect_urls");
  return fmt::format("INFO {}\r\n", info.dump());
}

}  // namespace

Result<std::unique_ptr<Relay>> Relay::start(const context::ConnectSettings& settings) {
  auto relay = std::make_unique<Relay>(settings);
  NATSOP_CHECK(relay->listen());
  relay->thread_ = std::thread([raw = relay.get()] { raw->run(); });
  return relay;
}

Relay::~Relay() {
  if (!thread_.joinable()) return;
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(wake_.fd(), &one, sizeof one);
  thread_.join();
}

Result<void> Relay::listen() {
  const auto failed = [] {
    return Error(Code::Failed,
                 fmt::format("cannot open a loopback port: {}", std::strerror(errno)));
  };
  wake_ = Socket(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake_.open()) return failed();
  for (const context::ServerUrl& url : settings_.urls) {
    Port port;
    port.target = url;
    port.listener = Socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    if (!port.listener.open() || ::bind(port.listener.fd(), raw, size) != 0 ||
        ::listen(port.listener.fd(), 4) != 0 ||
        ::getsockname(port.listener.fd(), raw, &size) != 0) {
      return failed();
    }
    port.number = ntohs(address.sin_port);
    ports_.push_back(std::move(port));
  }
  return {};
}

std::vector<context::ServerUrl> Relay::local_urls() const {
  std::vector<context::ServerUrl> urls;
  for (const Port& port : ports_) {
    context::ServerUrl url;
    url.user = port.target.user;
    url.password = port.target.password;
    url.host = "127.0.0.1";
    url.port = port.number;
    urls.push_back(std::move(url));
  }
  return urls;
}

std::optional<context::ServerUrl> Relay::target_of(std::uint16_t port) const {
  const auto found = std::ranges::find(ports_, port, &Port::number);
  if (found == ports_.end()) return std::nullopt;
  return found->target;
}

std::optional<Error> Relay::last_error() const {
  const std::scoped_lock lock(mutex_);
  return last_error_;
}

void Relay::accept_on(const Port& port) {
  Pair pair;
  pair.local =
      Socket(::accept4(port.listener.fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!pair.local.open() || !is_ours(pair.local.fd(), port.number)) return;
  auto greeting = dial(port.target, settings_, Deadline(clock_, settings_.timeout, wake_.fd()));
  const std::scoped_lock lock(mutex_);
  if (!greeting) {
    last_error_ = std::move(greeting).error().during("connecting to " + port.target.redacted());
    return;
  }
  last_error_.reset();
  pair.remote = std::move(greeting->stream);
  pair.to_local = plain_greeting(std::move(greeting->info));
  pairs_.push_back(std::move(pair));
}

bool Relay::pump_to_local(Pair& pair) {
  std::array<char, kChunk> chunk;
  pair.remote_read_wait = Wait::Nothing;
  while (pair.to_local.size() < kMaxBuffered) {
    auto step = pair.remote->read(chunk);
    if (!step || step->closed) return false;
    if (step->bytes == 0) {
      pair.remote_read_wait = step->wait;
      break;
    }
    pair.to_local.append(chunk.data(), step->bytes);
  }
  while (!pair.to_local.empty()) {
    const ssize_t sent =
        ::send(pair.local.fd(), pair.to_local.data(), pair.to_local.size(), MSG_NOSIGNAL);
    if (sent < 0) return errno == EAGAIN || errno == EINTR;
    pair.to_local.erase(0, static_cast<std::size_t>(sent));
  }
  return true;
}

bool Relay::pump_to_remote(Pair& pair) {
  std::array<char, kChunk> chunk;
  while (pair.to_remote.size() < kMaxBuffered) {
    const ssize_t got = ::recv(pair.local.fd(), chunk.data(), chunk.size(), 0);
    if (got == 0) return false;
    if (got < 0 && errno != EAGAIN && errno != EINTR) return false;
    if (got < 0) break;
    pair.to_remote.append(chunk.data(), static_cast<std::size_t>(got));
  }
  while (true) {
    auto step = pair.remote->write(pair.to_remote);
    if (!step || step->closed) return false;
    pair.to_remote.erase(0, step->bytes);
    pair.remote_write_wait = step->wait;
    if (step->bytes == 0) return true;
  }
}

bool Relay::pump(Pair& pair) {
  bool alive = true;
  do {
    alive = pump_to_local(pair) && pump_to_remote(pair);
    // Reading stopped for lack of room, and there is room again: what the stream has decoded
    // already would not wake poll().
  } while (alive && pair.to_local.empty() && pair.remote_read_wait == Wait::Nothing);
  if (alive) return true;
  // What has arrived is still delivered: an -ERR comes just before the end.
  if (!pair.to_local.empty()) {
    ::send(pair.local.fd(), pair.to_local.data(), pair.to_local.size(), MSG_NOSIGNAL);
  }
  return false;
}

void Relay::run() {
  while (true) {
    std::vector<pollfd> polled{{.fd = wake_.fd(), .events = POLLIN, .revents = 0}};
    for (const Port& port : ports_) {
      polled.push_back({.fd = port.listener.fd(), .events = POLLIN, .revents = 0});
    }
    for (const Pair& pair : pairs_) {
      short local = pair.to_remote.size() < kMaxBuffered ? POLLIN : 0;
      if (!pair.to_local.empty()) local = static_cast<short>(local | POLLOUT);
      short remote = pair.to_local.size() < kMaxBuffered ? POLLIN : 0;
      if (pair.remote_write_wait == Wait::Writable) remote = static_cast<short>(remote | POLLOUT);
      polled.push_back({.fd = pair.local.fd(), .events = local, .revents = 0});
      polled.push_back({.fd = pair.remote->fd(), .events = remote, .revents = 0});
    }
    if (::poll(polled.data(), polled.size(), -1) < 0 && errno != EINTR) return;
    if (polled[0].revents != 0) return;
    std::erase_if(pairs_, [](Pair& pair) { return !pump(pair); });
    for (std::size_t at = 0; at < ports_.size(); ++at) {
      if (polled[1 + at].revents != 0) accept_on(ports_[at]);
    }
  }
}

}  // namespace natsop::client
