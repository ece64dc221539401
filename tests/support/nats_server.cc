#include "tests/support/nats_server.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace natsop::test {
namespace {

constexpr int kPatienceMs = 10000;

struct Watch {
  int fd = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  Watch() = default;
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  ~Watch() { ::close(fd); }
};

}  // namespace

Result<NatsServer> NatsServer::start(const std::string& config,
                                     const std::vector<std::string>& flags) {
  NATSOP_TRY(TempDir dir, TempDir::make("nats-server"));
  NatsServer server(std::move(dir));
  server.flags_ = flags;
  server.configured_ = !config.empty();
  NATSOP_CHECK(write_file_atomic(server.dir() / "server.conf", config, kPrivateFile));
  NATSOP_CHECK(server.run("-1"));
  return server;
}

Result<void> NatsServer::run(const std::string& port) {
  std::vector<std::string> argv = {"nats-server",      "-a",          "127.0.0.1", "-p", port,
                                   "--ports_file_dir", dir().string()};
  if (configured_) argv.insert(argv.end(), {"-c", (dir() / "server.conf").string()});
  argv.insert(argv.end(), flags_.begin(), flags_.end());
  if (std::ranges::find(flags_, "-js") != flags_.end()) {
    argv.insert(argv.end(), {"-sd", (dir() / "jetstream").string()});
  }
  const Watch watch;
  ::inotify_add_watch(watch.fd, dir().c_str(), IN_CLOSE_WRITE | IN_MOVED_TO);
  NATSOP_TRY(process_, Process::start(argv, dir() / "server.log", dir()));
  NATSOP_TRY(ports_, wait_for_ports(watch.fd));
  url_ = url_of("nats");
  return {};
}

Result<json::Doc> NatsServer::wait_for_ports(int watch) const {
  const std::filesystem::path file = dir() / fmt::format("nats-server_{}.ports", pid());
  while (true) {
    if (const auto text = read_file(file)) {
      if (auto ports = json::Doc::parse(*text)) return ports;
    }
    // The log is in this folder too, so every line it gets wakes this loop; silence ends it.
    pollfd polled{.fd = watch, .events = POLLIN, .revents = 0};
    if (::poll(&polled, 1, kPatienceMs) <= 0) {
      return Error(Code::Timeout,
                   "nats-server did not start (is the package nats-server installed?): " + log());
    }
    std::array<char, 4096> events;
    [[maybe_unused]] const ssize_t size = ::read(watch, events.data(), events.size());
  }
}

std::string NatsServer::url_of(const std::string& service) const {
  return ports_.text_at("/" + service + "/0");
}

std::uint16_t NatsServer::port() const {
  std::uint16_t port = 0;
  const char* begin = url_.data() + url_.rfind(':') + 1;
  std::from_chars(begin, url_.data() + url_.size(), port);
  return port;
}

std::string NatsServer::log() const { return read_file(dir() / "server.log").value_or(""); }

void NatsServer::kill() { process_.reset(); }

Result<void> NatsServer::restart() {
  kill();
  return run(std::to_string(port()));
}

}  // namespace natsop::test
