#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/engine/loop/transport.h"

namespace natsop::test {

/// The far end of a FakeTransport, which outlives it: what was sent, and what the peer does.
struct FarEnd {
  std::string sent;     ///< what the peer got; tests take() it
  bool closed = false;  ///< by our side
  bool paused = false;  ///< reading
  bool takes = true;    ///< false: the peer does not read
  bool tls_started = false;
  std::string tls_read;  ///< `already_read` of start_tls
  std::function<void(Result<void>)> tls_done;
  engine::Transport::Handler* handler = nullptr;
  engine::Output output;
  std::optional<SteadyTime> stuck_since;
  std::string ip = "127.0.0.1";
  std::string local_ip = "127.0.0.1";
  std::uint16_t port = 50000;
  bool websocket = false;
  std::optional<engine::TlsPeer> tls;
  std::map<std::string, std::string, std::less<>> cookies;

  std::string take() { return std::exchange(sent, {}); }

  /// The peer sends something; false when nobody reads any more.
  bool say(std::string_view text) {
    if (closed || handler == nullptr) {
      return false;
    }
    handler->on_data({text.data(), text.size()});
    return true;
  }

  /// Moves output to the peer, as the socket would.
  void drain() {
    std::array<iovec, 16> pieces;
    while (!output.empty()) {
      std::size_t moved = 0;
      for (std::size_t i = 0, count = output.front(pieces); i < count; ++i) {
        sent.append(static_cast<const char*>(pieces[i].iov_base), pieces[i].iov_len);
        moved += pieces[i].iov_len;
      }
      output.consume(moved);
    }
    stuck_since.reset();
  }

  /// The peer reads again what waits.
  void resume() {
    takes = true;
    drain();
    if (!closed && handler != nullptr) {
      handler->on_sent();
    }
  }

  void hang_up(engine::Transport::End how = engine::Transport::End::PeerClosed,
               std::string_view detail = "EOF") {
    if (!closed && handler != nullptr) {
      std::exchange(handler, nullptr)->on_closed(how, detail);
    }
  }
};

/// A connection whose other end is the test.
class FakeTransport final : public engine::Transport {
 public:
  FakeTransport(std::shared_ptr<FarEnd> far, const Clock& clock)
      : far_(std::move(far)), clock_(clock) {}
  ~FakeTransport() override { far_->handler = nullptr; }

  void start(Handler& handler) override { far_->handler = &handler; }
  void pause_reading(bool paused) override { far_->paused = paused; }
  [[nodiscard]] engine::Output& output() override { return far_->output; }
  void flush() override {
    if (far_->takes) {
      far_->drain();
    } else if (!far_->output.empty() && !far_->stuck_since) {
      far_->stuck_since = clock_.steady();
    }
  }
  [[nodiscard]] std::optional<SteadyTime> stuck_since() const override { return far_->stuck_since; }
  void start_tls(std::shared_ptr<const engine::TlsContext> /*context*/, bool /*server*/,
                 std::string_view already_read, std::function<void(Result<void>)> done) override {
    far_->tls_started = true;
    far_->tls_read = already_read;
    far_->tls_done = std::move(done);
  }
  [[nodiscard]] const std::optional<engine::TlsPeer>& tls() const override { return far_->tls; }
  void close() override {
    if (far_->takes) {
      far_->drain();
    }
    far_->closed = true;
    far_->handler = nullptr;
    far_->tls_done = nullptr;
  }
  [[nodiscard]] const std::string& peer_ip() const override { return far_->ip; }
  [[nodiscard]] std::uint16_t peer_port() const override { return far_->port; }
  [[nodiscard]] const std::string& local_ip() const override { return far_->local_ip; }
  [[nodiscard]] bool websocket() const override { return far_->websocket; }
  [[nodiscard]] std::string cookie(std::string_view name) const override {
    const auto found = far_->cookies.find(name);
    return found == far_->cookies.end() ? std::string() : found->second;
  }

 private:
  std::shared_ptr<FarEnd> far_;
  const Clock& clock_;
};

}  // namespace natsop::test
