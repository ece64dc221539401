#pragma once
#include <memory>

namespace natsop::engine {

class EventLoop;

/// A descriptor that is told when it can be read or written. Owns it. Loop thread only.
class Watch {
 public:
  /// Told at most once for every wait. May destroy or close the watch meanwhile.
  class User {
   public:
    virtual void on_readable() = 0;
    virtual void on_writable() = 0;

   protected:
    ~User() = default;
  };

  /// Takes over `fd`. `user` must outlive the watch, or its release().
  Watch(EventLoop& loop, int fd, User& user);
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  /// Closes it.
  ~Watch();

  [[nodiscard]] int fd() const;
  /// Nothing when it waits for that already.
  void wait_to_read();
  void wait_to_write();
  [[nodiscard]] bool waits_to_write() const;

  /// Closes the descriptor; nobody is told anything after this.
  void close();
  /// Ends all waits and gives the descriptor away; -1 when it is closed.
  [[nodiscard]] int release();

 private:
  class Entry;
  std::unique_ptr<Entry> entry_;
};

}  // namespace natsop::engine
