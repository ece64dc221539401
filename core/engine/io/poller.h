#pragma once
#include <sys/epoll.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace natsop::engine {

/// The sockets' own epoll set, which asio watches as one descriptor: their interest stays from one
/// event to the next, where asio would ask the kernel for it every time. Loop thread only.
class Poller {
 public:
  /// A descriptor in the set. Its address must not change.
  class Entry {
   public:
    /// `events` as epoll has them; may end the entry.
    virtual void on_events(std::uint32_t events) = 0;

   protected:
    ~Entry() = default;
  };

  Poller();
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;
  ~Poller();

  /// To wait for: readable when dispatch() has something to do.
  [[nodiscard]] int fd() const { return fd_; }

  void add(int fd, std::uint32_t events, Entry& entry);
  void change(int fd, std::uint32_t events, Entry& entry);
  /// Also forgets its events that have not been told yet.
  void remove(int fd, Entry& entry);

  /// Tells entries of their events until all have heard or `enough` says so; the others hear first
  /// the next time.
  template <class Enough>
  void dispatch(Enough&& enough) {
    if (next_ == count_) {
      wait();
    }
    while (next_ < count_ && !enough()) {
      const epoll_event& event = events_[next_++];
      if (event.data.ptr != nullptr) {
        static_cast<Entry*>(event.data.ptr)->on_events(event.events);
      }
    }
  }

 private:
  void wait();

  int fd_;
  std::array<epoll_event, 128> events_{};
  std::size_t next_ = 0;
  std::size_t count_ = 0;
};

}  // namespace natsop::engine
