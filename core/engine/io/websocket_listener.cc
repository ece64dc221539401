#include "core/engine/io/websocket_listener.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "core/engine/io/http_request.h"
#include "core/engine/io/tls_context.h"
#include "core/engine/io/websocket_handshake.h"
#include "core/engine/io/websocket_transport.h"
#include "core/engine/options/options.h"

namespace natsop::engine {

namespace {

// Tokens in cookies can be long.
constexpr std::size_t kLargestHead = std::size_t{64} * 1024;

/// What a connection is judged by; shared with those whose handshake outlasts a reload.
struct Rules {
  WebsocketOptions options;
  std::shared_ptr<const TlsContext> tls;
};

Result<std::shared_ptr<const Rules>> rules_of(const WebsocketOptions& options) {
  auto rules = std::make_shared<Rules>(Rules{.options = options, .tls = nullptr});
  if (options.tls) {
    NATSOP_TRY(rules->tls, TlsContext::for_server(*options.tls));
  } else if (!options.no_tls) {
    return Error(Code::Invalid, "websocket requires TLS configuration")
        .hint("set tls in the websocket block, or no_tls: true where nobody can listen in");
  }
  return std::shared_ptr<const Rules>(std::move(rules));
}

class Handshake;

class TheListener final : public WebsocketListener {
 public:
  TheListener(EventLoop& loop, std::shared_ptr<const Rules> rules, Accept accept, Logger log);
  ~TheListener() override;

  Result<void> listen();

  [[nodiscard]] const std::string& host() const override { return listener_->host(); }
  [[nodiscard]] std::uint16_t port() const override { return listener_->port(); }
  void close() override;
  Result<void> reload(const WebsocketOptions& options) override {
    NATSOP_TRY(rules_, rules_of(options));
    return {};
  }

  [[nodiscard]] EventLoop& loop() { return loop_; }
  [[nodiscard]] const Logger& log() const { return log_; }
  void adopt(std::unique_ptr<Transport> transport);
  /// Ends a handshake, which has given its transport away or is done with it.
  void finish(Handshake& which);
  void accept(std::unique_ptr<Transport> transport) { accept_(std::move(transport)); }

 private:
  void end_handshakes();

  EventLoop& loop_;
  std::shared_ptr<const Rules> rules_;
  Accept accept_;
  Logger log_;
  std::unique_ptr<Listener> listener_;
  std::vector<std::unique_ptr<Handshake>> handshakes_;
};

/// One connection on its way to be a WebSocket.
class Handshake final : public Disposable, public Transport::Handler {
 public:
  Handshake(TheListener& listener, std::shared_ptr<const Rules> rules,
            std::unique_ptr<Transport> transport)
      : listener_(listener),
        loop_(listener.loop()),
        rules_(std::move(rules)),
        transport_(std::move(transport)) {}
  ~Handshake() override {
    if (transport_) {
      loop_.dispose(std::move(transport_));
    }
  }

  /// Ends it; the listener is told nothing after this.
  void cancel() {
    timer_.reset();
    transport_->close();
  }

  void begin() {
    transport_->start(*this);
    if (!rules_->tls) {
      return limit(rules_->options.handshake_timeout);
    }
    limit(rules_->options.tls->timeout);
    transport_->start_tls(rules_->tls, true, "", [this](Result<void> done) {
      if (!done) {
        return give_up("TLS handshake error: " + done.error().message());
      }
      limit(rules_->options.handshake_timeout);
    });
  }

  void on_data(std::span<const char> bytes) override {
    const std::size_t seen = received_.size();
    received_.append(bytes.data(), bytes.size());
    const std::size_t end = end_of_head(received_, seen);
    if (end != std::string::npos) {
      return answer(end);
    }
    if (received_.size() > kLargestHead) {
      refuse(refuse_websocket(431, "request header too large"));
    }
  }
  void on_sent() override {}
  void on_closed(Transport::End, std::string_view) override { give_up("closed by the peer"); }

 private:
  void limit(Duration duration) {
    timer_ = loop_.after(duration, [this] { give_up("timeout"); });
  }

  void answer(std::size_t end) {
    const auto request = parse_head(std::string_view(received_).substr(0, end));
    if (!request) {
      return refuse(refuse_websocket(400, request.error().message()));
    }
    const WebsocketUpgrade upgrade =
        upgrade_to_websocket(*request, rules_->options, transport_->tls().has_value());
    if (!upgrade.accepted()) {
      return refuse(upgrade);
    }
    timer_.reset();
    transport_->pause_reading(true);
    transport_->output().append(upgrade.response);
    transport_->flush();
    auto made =
        make_websocket_transport(loop_, std::move(transport_), upgrade, received_.substr(end));
    TheListener& listener = listener_;
    listener.finish(*this);
    listener.accept(std::move(made));
  }

  void refuse(const WebsocketUpgrade& upgrade) {
    transport_->output().append(upgrade.response);
    give_up(upgrade.why_not);
  }

  void give_up(std::string_view why) {
    timer_.reset();
    listener_.log().debug(
        "websocket handshake error",
        {{"ip", transport_->peer_ip()}, {"port", transport_->peer_port()}, {"error", why}});
    transport_->close();
    listener_.finish(*this);
  }

  TheListener& listener_;
  EventLoop& loop_;
  std::shared_ptr<const Rules> rules_;
  std::unique_ptr<Transport> transport_;
  std::unique_ptr<Timer> timer_;
  std::string received_;
};

TheListener::TheListener(EventLoop& loop, std::shared_ptr<const Rules> rules, Accept accept,
                         Logger log)
    : loop_(loop), rules_(std::move(rules)), accept_(std::move(accept)), log_(std::move(log)) {}

TheListener::~TheListener() { end_handshakes(); }

Result<void> TheListener::listen() {
  const WebsocketOptions& options = rules_->options;
  NATSOP_TRY(
      listener_,
      Listener::open(
          loop_, options.host, options.port,
          [this](std::unique_ptr<Transport> transport) { adopt(std::move(transport)); }, log_));
  return {};
}

void TheListener::close() {
  listener_->close();
  end_handshakes();
}

void TheListener::end_handshakes() {
  for (auto& one : std::exchange(handshakes_, {})) {
    one->cancel();
    loop_.dispose(std::move(one));
  }
}

void TheListener::adopt(std::unique_ptr<Transport> transport) {
  handshakes_.push_back(std::make_unique<Handshake>(*this, rules_, std::move(transport)));
  handshakes_.back()->begin();
}

void TheListener::finish(Handshake& which) {
  const auto found = std::find_if(handshakes_.begin(), handshakes_.end(),
                                  [&](const auto& one) { return one.get() == &which; });
  if (found != handshakes_.end()) {
    loop_.dispose(std::move(*found));
    *found = std::move(handshakes_.back());
    handshakes_.pop_back();
  }
}

}  // namespace

Result<std::unique_ptr<WebsocketListener>> WebsocketListener::open(EventLoop& loop,
                                                                   const WebsocketOptions& options,
                                                                   Accept accept, Logger log) {
  NATSOP_TRY(std::shared_ptr<const Rules> rules, rules_of(options));
  auto made =
      std::make_unique<TheListener>(loop, std::move(rules), std::move(accept), std::move(log));
  NATSOP_CHECK(made->listen());
  return made;
}

}  // namespace natsop::engine
