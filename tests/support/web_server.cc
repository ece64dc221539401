#include "tests/support/web_server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace natsop::test {
namespace {

constexpr int kWaitMs = 10'000;

/// Reads headers and as much body as they announce.
std::string read_request(int fd) {
  std::string text;
  char part[4096];
  while (true) {
    const auto end = text.find("\r\n\r\n");
    if (end != std::string::npos) {
      const auto length = text.find("Content-Length: ");
      const auto body = length == std::string::npos ? 0 : std::stoul(text.substr(length + 16));
      if (text.size() >= end + 4 + body) return text;
    }
    pollfd waiting = {fd, POLLIN, 0};
    if (::poll(&waiting, 1, kWaitMs) <= 0) return text;
    const auto got = ::recv(fd, part, sizeof part, 0);
    if (got <= 0) return text;
    text.append(part, static_cast<std::size_t>(got));
  }
}

}  // namespace

WebServer::WebServer(std::vector<std::string> answers) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, any, size) != 0 || ::listen(listener_, 16) != 0 ||
      ::getsockname(listener_, any, &size) != 0) {
    std::abort();
  }
  port_ = ntohs(address.sin_port);
  thread_ =
      std::thread([this, answers = std::move(answers)]() mutable { serve(std::move(answers)); });
}

WebServer::~WebServer() {
  ::shutdown(listener_, SHUT_RDWR);
  if (thread_.joinable()) thread_.join();
  ::close(listener_);
}

std::string WebServer::url(const std::string& path) const {
  return fmt::format("http://127.0.0.1:{}{}", port_, path);
}

std::vector<std::string> WebServer::requests() {
  if (thread_.joinable()) thread_.join();
  return requests_;
}

void WebServer::serve(std::vector<std::string> answers) {
  for (const auto& answer : answers) {
    pollfd waiting = {listener_, POLLIN, 0};
    if (::poll(&waiting, 1, kWaitMs) <= 0) return;
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    requests_.push_back(read_request(fd));
    std::string_view rest = answer;
    while (!rest.empty()) {
      const auto sent = ::send(fd, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (sent <= 0) break;
      rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    ::close(fd);
  }
}

std::string web_answer(const std::string& body, const std::string& status) {
  return fmt::format("HTTP/1.1 {}\r\nContent-Length: {}\r\n\r\n{}", status, body.size(), body);
}

}  // namespace natsop::test
