#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/engine/io/event_loop.h"
#include "core/engine/io/listener.h"
#include "core/engine/loop/transport.h"

namespace natsop::engine {

/// What a test waits for at most, and hardly ever does.
constexpr auto kPatience = std::chrono::seconds(20);

/// A plain blocking-free client socket, whose waiting runs the loop. Not the code under test.
class Peer {
 public:
  /// Connects to `port` on `ip`; fails the test if it cannot.
  Peer(EventLoop& loop, std::uint16_t port, const std::string& ip = "127.0.0.1");
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  ~Peer();

  /// Sends everything, running turns while the socket is full.
  void send(std::string_view bytes);
  /// Reads what there is into received().
  void poll();
  /// Runs turns until `text` has arrived, and takes everything up to its end.
  std::string read_to(std::string_view text);
  /// Runs turns until so many bytes have arrived, and takes them.
  std::string read(std::size_t size);
  /// Runs turns until something has arrived, and takes it all.
  std::string read_some();
  /// Runs turns until the other side has closed; what came before.
  std::string read_to_end();
  /// Ends the connection with a reset.
  void reset();
  void close();
  void shrink_receive_buffer();
  [[nodiscard]] int fd() const { return fd_; }
  /// The socket, for a transport of its own.
  [[nodiscard]] int take() { return std::exchange(fd_, -1); }
  [[nodiscard]] bool ended() const { return ended_; }

 private:
  EventLoop& loop_;
  int fd_ = -1;
  bool ended_ = false;
  std::string received_;
};

/// A listener that keeps what it accepted, for tests to talk through.
struct Server {
  explicit Server(EventLoop& for_loop, const std::string& host = "127.0.0.1", Logger log = {});
  ~Server();
  /// Waits for the connection of that number, counted from 1.
  Transport& wait(std::size_t count = 1);

  EventLoop& loop;
  std::unique_ptr<Listener> listener;
  std::vector<std::unique_ptr<Transport>> transports;
};

/// A handler that notes everything down.
class Recorder final : public Transport::Handler {
 public:
  void on_data(std::span<const char> bytes) override {
    data.append(bytes.data(), bytes.size());
    if (act) {
      act();
    }
  }
  void on_sent() override { ++sent; }
  void on_closed(Transport::End how, std::string_view detail) override {
    closed = true;
    end = how;
    closed_detail = detail;
  }

  std::string data;
  int sent = 0;
  bool closed = false;
  Transport::End end{};
  std::string closed_detail;
  std::function<void()> act;
};

}  // namespace natsop::engine
