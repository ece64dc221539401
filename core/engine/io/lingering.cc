#include "core/engine/io/lingering.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "core/engine/io/event_loop.h"
#include "core/engine/io/watch.h"

namespace natsop::engine {

namespace {

constexpr auto kLongest = std::chrono::seconds(1);
constexpr std::size_t kLargest = std::size_t{1} << 20;
constexpr std::size_t kMost = 1000;

}  // namespace

class LingeringSockets::Socket final : public Watch::User, public Disposable {
 public:
  Socket(LingeringSockets& all, int fd, std::size_t index)
      : all_(all), index_(index), watch_(all.loop_, fd, *this) {
    timer_ = all_.loop_.after(kLongest, [this] { end(); });
    watch_.wait_to_read();
  }

  void on_readable() override {
    const std::span<char> buffer = all_.loop_.buffer(EventLoop::Buffer::Socket);
    const ssize_t got = ::recv(watch_.fd(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
      return end();
    }
    dropped_ += got > 0 ? static_cast<std::size_t>(got) : 0;
    if (dropped_ > kLargest) {
      return end();
    }
    watch_.wait_to_read();
  }
  void on_writable() override {}

 private:
  void end() {
    watch_.close();
    timer_.reset();
    auto& sockets = all_.sockets_;
    std::unique_ptr<Socket> self = std::exchange(sockets[index_], nullptr);
    if (index_ + 1 < sockets.size()) {
      sockets[index_] = std::move(sockets.back());
      sockets[index_]->index_ = index_;
    }
    sockets.pop_back();
    all_.loop_.dispose(std::move(self));
  }

  LingeringSockets& all_;
  std::size_t index_;
  std::size_t dropped_ = 0;
  Watch watch_;
  std::unique_ptr<Timer> timer_;
};

LingeringSockets::LingeringSockets(EventLoop& loop) : loop_(loop) {}
LingeringSockets::~LingeringSockets() = default;

void LingeringSockets::add(int fd) {
  ::shutdown(fd, SHUT_WR);
  if (sockets_.size() >= kMost) {
    ::close(fd);
    return;
  }
  sockets_.push_back(std::make_unique<Socket>(*this, fd, sockets_.size()));
}

}  // namespace natsop::engine
