#include "core/engine/io/watch.h"

#include <unistd.h>

#include <utility>

#include "core/engine/io/event_loop.h"
#include "core/engine/io/poller.h"

namespace natsop::engine {

/// What the kernel tells of (`registered_`) may lag behind what is waited for (`wanted_`): interest
/// is taken back only when an event comes that nobody waits for, which a reader that reads on never
/// sees.
class Watch::Entry final : public Poller::Entry {
 public:
  Entry(Poller& poller, int fd, User& user) : poller_(poller), user_(user), fd_(fd) {}
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;
  ~Entry() {
    if (const int fd = release(); fd >= 0) {
      ::close(fd);
    }
  }

  void want(std::uint32_t event) {
    if (fd_ < 0) {
      return;
    }
    wanted_ |= event;
    if (!added_) {
      poller_.add(fd_, wanted_, *this);
      added_ = true;
      registered_ = wanted_;
    } else if ((registered_ & event) == 0) {
      registered_ = wanted_;
      poller_.change(fd_, registered_, *this);
    }
  }

  void on_events(std::uint32_t events) override {
    // Who waits for either hears of the end too, by trying it.
    const bool ended = (events & (EPOLLERR | EPOLLHUP)) != 0;
    const bool reads = (wanted_ & EPOLLIN) != 0 && ((events & EPOLLIN) != 0 || ended);
    const bool writes = (wanted_ & EPOLLOUT) != 0 && ((events & EPOLLOUT) != 0 || ended);
    // One of them: the call may end this entry, and the other event comes again. Writers first, as
    // they wait again only after the socket was full.
    if (writes) {
      wanted_ &= ~static_cast<std::uint32_t>(EPOLLOUT);
      user_.on_writable();
    } else if (reads) {
      wanted_ &= ~static_cast<std::uint32_t>(EPOLLIN);
      user_.on_readable();
    } else {
      nobody_waits();
    }
  }

  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] bool wants(std::uint32_t event) const { return (wanted_ & event) != 0; }

  int release() {
    if (added_) {
      poller_.remove(fd_, *this);
      added_ = false;
    }
    wanted_ = 0;
    registered_ = 0;
    return std::exchange(fd_, -1);
  }

 private:
  void nobody_waits() {
    if (wanted_ != 0 && wanted_ != registered_) {
      registered_ = wanted_;
      poller_.change(fd_, registered_, *this);
    } else if (wanted_ == 0) {
      // Errors are told of whatever the interest, so it has to leave the set.
      poller_.remove(fd_, *this);
      added_ = false;
      registered_ = 0;
    }
  }

  Poller& poller_;
  User& user_;
  int fd_;
  bool added_ = false;
  std::uint32_t wanted_ = 0;
  std::uint32_t registered_ = 0;
};

Watch::Watch(EventLoop& loop, int fd, User& user)
    : entry_(std::make_unique<Entry>(loop.poller(), fd, user)) {}

Watch::~Watch() = default;

int Watch::fd() const { return entry_->fd(); }
void Watch::wait_to_read() { entry_->want(EPOLLIN); }
void Watch::wait_to_write() { entry_->want(EPOLLOUT); }
bool Watch::waits_to_write() const { return entry_->wants(EPOLLOUT); }

void Watch::close() {
  if (const int fd = entry_->release(); fd >= 0) {
    ::close(fd);
  }
}

int Watch::release() { return entry_->release(); }

}  // namespace natsop::engine
