#include "core/engine/io/poller.h"

#include <unistd.h>

namespace natsop::engine {

Poller::Poller() : fd_(::epoll_create1(EPOLL_CLOEXEC)) {}

Poller::~Poller() { ::close(fd_); }

void Poller::add(int fd, std::uint32_t events, Entry& entry) {
  epoll_event event{.events = events, .data = {.ptr = &entry}};
  ::epoll_ctl(fd_, EPOLL_CTL_ADD, fd, &event);
}

void Poller::change(int fd, std::uint32_t events, Entry& entry) {
  epoll_event event{.events = events, .data = {.ptr = &entry}};
  ::epoll_ctl(fd_, EPOLL_CTL_MOD, fd, &event);
}

void Poller::remove(int fd, Entry& entry) {
  ::epoll_ctl(fd_, EPOLL_CTL_DEL, fd, nullptr);
  for (std::size_t i = next_; i < count_; ++i) {
    if (events_[i].data.ptr == &entry) {
      events_[i].data.ptr = nullptr;
    }
  }
}

void Poller::wait() {
  const int count = ::epoll_wait(fd_, events_.data(), static_cast<int>(events_.size()), 0);
  next_ = 0;
  count_ = count > 0 ? static_cast<std::size_t>(count) : 0;
}

}  // namespace natsop::engine
