#pragma once
#include <sys/epoll.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace natsop::engine {

/// What the loop waits for: descriptors, with epoll. asio was measured before it was left out: it
/// asks the kernel anew for every event, which is a fifth of the cost of a small message.
/// Loop thread only.
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

  void add(int fd, std::uint32_t events, Entry& entry);
  void change(int fd, std::uint32_t events, Entry& entry);
  /// Also forgets its events that have not been told yet.
  void remove(int fd, Entry& entry);

  /// Waits up to `timeout` (negative: for ever) and tells entries of their events, until all have
  /// heard or `enough` says so; the others hear first the next time, without waiting. Returns how
  /// many have heard.
  template <class Enough>
  std::size_t dispatch(std::chrono::nanoseconds timeout, Enough&& enough) {
    if (next_ == count_) {
      wait(timeout);
    }
    std::size_t told = 0;
    while (next_ < count_ && !enough()) {
      const epoll_event& event = events_[next_++];
      if (event.data.ptr != nullptr) {
        static_cast<Entry*>(event.data.ptr)->on_events(event.events);
        ++told;
      }
    }
    return told;
  }

  /// Whether none has events left to hear of.
  [[nodiscard]] bool all_told() const { return next_ == count_; }

 private:
  void wait(std::chrono::nanoseconds timeout);

  int fd_;
  std::array<epoll_event, 128> events_{};
  std::size_t next_ = 0;
  std::size_t count_ = 0;
  /// Whether the kernel waits by the nanosecond (5.11 and later).
  bool precise_ = true;
};

}  // namespace natsop::engine
