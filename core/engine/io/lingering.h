#pragma once
#include <cstddef>
#include <memory>
#include <vector>

namespace natsop::engine {

class EventLoop;

/// Sockets of connections that we have closed and the peer has not. What it still sends is read and
/// dropped: a socket that is closed with unread input resets the connection, and the peer might not
/// see the last words to it. Each ends when the peer closes, after a second, or after a MiB.
class LingeringSockets {
 public:
  explicit LingeringSockets(EventLoop& loop);
  LingeringSockets(const LingeringSockets&) = delete;
  LingeringSockets& operator=(const LingeringSockets&) = delete;
  ~LingeringSockets();

  /// Takes over a connected non-blocking socket and ends our direction of it. With a thousand
  /// waiting already it is closed at once.
  void add(int fd);
  [[nodiscard]] std::size_t size() const { return sockets_.size(); }

 private:
  class Socket;

  EventLoop& loop_;
  std::vector<std::unique_ptr<Socket>> sockets_;
};

}  // namespace natsop::engine
