#include "core/engine/io/poller.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

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

void Poller::wait(std::chrono::nanoseconds timeout) {
  using std::chrono::ceil;
  using std::chrono::duration_cast;
  next_ = 0;
  count_ = 0;
  const int room = static_cast<int>(events_.size());
  int count = -1;
  if (precise_ && timeout.count() > 0) {
    const auto seconds = duration_cast<std::chrono::seconds>(timeout);
    const timespec limit{.tv_sec = seconds.count(), .tv_nsec = (timeout - seconds).count()};
    count = ::epoll_pwait2(fd_, events_.data(), room, &limit, nullptr);
    precise_ = count >= 0 || (errno != ENOSYS && errno != EPERM);
  } else {
    const auto longest = std::chrono::milliseconds(std::chrono::hours(1));
    const auto rounded =
        ceil<std::chrono::milliseconds>(std::min<std::chrono::nanoseconds>(timeout, longest));
    count = ::epoll_wait(fd_, events_.data(), room,
                         timeout.count() < 0 ? -1 : static_cast<int>(rounded.count()));
  }
  count_ = count > 0 ? static_cast<std::size_t>(count) : 0;
}

}  // namespace natsop::engine
