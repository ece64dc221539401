#include "core/engine/io/websocket_transport.h"

#include <fmt/format.h>

#include <utility>

namespace natsop::engine {

namespace {

// How much is framed before the socket has taken it.
constexpr std::size_t kPackAhead = std::size_t{256} * 1024;
// A peer that asks for pongs and does not read them gets no more of them.
constexpr std::size_t kMostPongs = std::size_t{64} * 1024;

class WebsocketTransport final : public Transport,
                                 public Transport::Handler,
                                 public WebsocketReader::Sink {
 public:
  WebsocketTransport(EventLoop& loop, std::unique_ptr<Transport> inner,
                     const WebsocketUpgrade& upgrade, std::string rest)
      : loop_(loop),
        inner_(std::move(inner)),
        reader_({.masked = upgrade.masked, .compression = upgrade.compression}),
        writing_({.compression = upgrade.compression, .browser = upgrade.browser}),
        rest_(std::move(rest)),
        peer_ip_(upgrade.forwarded_for.empty() ? inner_->peer_ip() : upgrade.forwarded_for),
        cookies_(upgrade.cookies) {}

  // Transport

  void start(Transport::Handler& handler) override;
  void pause_reading(bool paused) override {
    paused_ = paused;
    if (!later_) {
      inner_->pause_reading(paused);
    }
  }
  [[nodiscard]] Output& output() override { return output_; }
  void flush() override;
  [[nodiscard]] std::optional<SteadyTime> stuck_since() const override {
    return inner_->stuck_since();
  }
  void start_tls(std::shared_ptr<const TlsContext>, bool, std::string_view,
                 std::function<void(Result<void>)> done) override {
    // It lies below, and is up already.
    later_ = loop_.after(std::chrono::nanoseconds(0), [done = std::move(done)] {
      done(Error(Code::Unsupported, "TLS within a WebSocket"));
    });
  }
  [[nodiscard]] const std::optional<TlsPeer>& tls() const override { return inner_->tls(); }
  void explain_close(std::uint16_t status, std::string_view reason) override {
    close_status_ = status;
    close_reason_ = reason;
  }
  void close() override;
  [[nodiscard]] const std::string& peer_ip() const override { return peer_ip_; }
  [[nodiscard]] std::uint16_t peer_port() const override { return inner_->peer_port(); }
  [[nodiscard]] const std::string& local_ip() const override { return inner_->local_ip(); }
  [[nodiscard]] bool websocket() const override { return true; }
  [[nodiscard]] std::string cookie(std::string_view name) const override;

  // Transport::Handler, of the inner one

  void on_data(std::span<const char> bytes) override;
  void on_sent() override;
  void on_closed(End how, std::string_view detail) override;

  // WebsocketReader::Sink

  bool on_payload(std::span<const char> bytes) override {
    handler_->on_data(bytes);
    return open_;
  }
  bool on_ping(std::string_view payload) override;
  bool on_close(std::uint16_t status, std::string_view reason) override;

 private:
  void pack();
  void end(End how, std::string_view detail);

  EventLoop& loop_;
  std::unique_ptr<Transport> inner_;
  Transport::Handler* handler_ = nullptr;
  WebsocketReader reader_;
  WebsocketWriter::Rules writing_;
  Output output_;
  bool open_ = true;
  bool paused_ = false;
  std::unique_ptr<Timer> later_;
  std::string rest_;
  std::string peer_ip_;
  std::vector<std::pair<std::string, std::string>> cookies_;
  std::uint16_t close_status_ = static_cast<std::uint16_t>(WebsocketStatus::Normal);
  std::string close_reason_;
};

void WebsocketTransport::start(Transport::Handler& handler) {
  handler_ = &handler;
  if (rest_.empty()) {
    inner_->start(*this);
    inner_->pause_reading(paused_);
    return;
  }
  // What came with the request comes first, but not within this call.
  inner_->pause_reading(true);
  inner_->start(*this);
  later_ = loop_.after(std::chrono::nanoseconds(0), [this] {
    later_.reset();
    on_data(std::exchange(rest_, {}));
    if (open_) {
      inner_->pause_reading(paused_);
    }
  });
}

void WebsocketTransport::pack() {
  Output& wire = inner_->output();
  if (!output_.empty() && wire.size() < kPackAhead) {
    WebsocketWriter::pack(output_, kPackAhead, writing_, wire);
  }
}

void WebsocketTransport::flush() {
  while (open_ && !output_.empty() && inner_->output().size() < kPackAhead) {
    pack();
    inner_->flush();
  }
}

void WebsocketTransport::close() {
  if (!std::exchange(open_, false)) {
    return;
  }
  later_.reset();
  // As much as a socket may take at once; more would only be thrown away.
  WebsocketWriter::pack(output_, std::size_t{8} << 20, writing_, inner_->output());
  WebsocketWriter::close(close_status_, close_reason_, inner_->output());
  inner_->close();
  output_.clear();
}

std::string WebsocketTransport::cookie(std::string_view name) const {
  for (const auto& [key, value] : cookies_) {
    if (key == name) {
      return value;
    }
  }
  return {};
}

void WebsocketTransport::on_data(std::span<const char> bytes) {
  const auto violation = reader_.feed(bytes, *this,
                                      {.frames = loop_.buffer(EventLoop::Buffer::Frames),
                                       .inflated = loop_.buffer(EventLoop::Buffer::Inflated)});
  if (violation && open_) {
    WebsocketWriter::close(static_cast<std::uint16_t>(violation->status), violation->text,
                           inner_->output());
    end(End::Protocol, fmt::format("websocket: {}", violation->text));
  }
}

void WebsocketTransport::on_sent() {
  flush();
  if (open_) {
    handler_->on_sent();
  }
}

void WebsocketTransport::on_closed(End how, std::string_view detail) {
  if (std::exchange(open_, false)) {
    later_.reset();
    handler_->on_closed(how, detail);
  }
}

bool WebsocketTransport::on_ping(std::string_view payload) {
  if (inner_->output().size() < kMostPongs) {
    WebsocketWriter::pong(payload, inner_->output());
    inner_->flush();
  }
  return open_;
}

bool WebsocketTransport::on_close(std::uint16_t status, std::string_view reason) {
  const bool none = status == static_cast<std::uint16_t>(WebsocketStatus::None);
  WebsocketWriter::close(status, "", inner_->output());
  end(End::PeerClosed, none             ? std::string()
                       : reason.empty() ? fmt::format("websocket status {}", status)
                                        : fmt::format("websocket status {}: {}", status, reason));
  return false;
}

void WebsocketTransport::end(End how, std::string_view detail) {
  open_ = false;
  later_.reset();
  inner_->close();
  output_.clear();
  handler_->on_closed(how, detail);
}

}  // namespace

std::unique_ptr<Transport> make_websocket_transport(EventLoop& loop,
                                                    std::unique_ptr<Transport> inner,
                                                    const WebsocketUpgrade& upgrade,
                                                    std::string rest) {
  return std::make_unique<WebsocketTransport>(loop, std::move(inner), upgrade, std::move(rest));
}

}  // namespace natsop::engine
