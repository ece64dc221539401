#include "core/engine/io/http_listener.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <list>

#include "core/engine/io/tls_context.h"

namespace natsop::engine {

namespace {

class Connection;

class TheListener final : public HttpListener {
 public:
  TheListener(EventLoop& loop, std::shared_ptr<const TlsContext> tls, Answer answer, Logger log,
              Limits limits)
      : loop_(loop),
        tls_(std::move(tls)),
        answer_(std::move(answer)),
        log_(std::move(log)),
        limits_(limits) {}
  ~TheListener() override { end_connections(); }

  Result<void> listen(const std::string& host, int port) {
    NATSOP_TRY(
        listener_,
        Listener::open(
            loop_, host, port,
            [this](std::unique_ptr<Transport> transport) { adopt(std::move(transport)); }, log_));
    return {};
  }

  [[nodiscard]] const std::string& host() const override { return listener_->host(); }
  [[nodiscard]] std::uint16_t port() const override { return listener_->port(); }
  [[nodiscard]] bool secure() const override { return tls_ != nullptr; }
  void use_tls(std::shared_ptr<const TlsContext> tls) override { tls_ = std::move(tls); }
  void close() override {
    listener_->close();
    end_connections();
  }

  [[nodiscard]] EventLoop& loop() { return loop_; }
  [[nodiscard]] const Limits& limits() const { return limits_; }
  [[nodiscard]] const Logger& log() const { return log_; }
  [[nodiscard]] HttpResponse answer(const HttpRequest& request) { return answer_(request); }
  using Place = std::list<std::unique_ptr<Connection>>::iterator;
  /// Ends a connection.
  void finish(Place which);
  /// Notes that it was of use just now.
  void used(Place which) { connections_.splice(connections_.end(), connections_, which); }

 private:
  void adopt(std::unique_ptr<Transport> transport);
  void end_connections();

  EventLoop& loop_;
  std::shared_ptr<const TlsContext> tls_;
  Answer answer_;
  Logger log_;
  Limits limits_;
  std::unique_ptr<Listener> listener_;
  /// Idle longest first.
  std::list<std::unique_ptr<Connection>> connections_;
};

class Connection final : public Disposable, public Transport::Handler {
 public:
  Connection(TheListener& listener, std::unique_ptr<Transport> transport)
      : listener_(listener), loop_(listener.loop()), transport_(std::move(transport)) {}
  ~Connection() override { loop_.dispose(std::move(transport_)); }

  void begin(TheListener::Place place, const std::shared_ptr<const TlsContext>& tls) {
    place_ = place;
    wait();
    transport_->start(*this);
    if (tls) {
      transport_->start_tls(tls, true, "", [this](Result<void> done) {
        if (!done) {
          listener_.log().debug("monitoring TLS handshake error",
                                {{"ip", transport_->peer_ip()}, {"error", done.error().message()}});
          listener_.finish(place_);
        }
      });
    }
  }

  void end() {
    timer_.reset();
    transport_->close();
  }

  void on_data(std::span<const char> bytes) override {
    const std::size_t seen = received_.size();
    received_.append(bytes.data(), bytes.size());
    answer_all(seen);
  }
  void on_sent() override {
    if (!unsent()) {
      transport_->pause_reading(false);
      answer_all(0);
    }
  }
  void on_closed(Transport::End, std::string_view) override { listener_.finish(place_); }

 private:
  void wait() {
    timer_ = loop_.after(listener_.limits().idle, [this] { listener_.finish(place_); });
  }

  [[nodiscard]] bool unsent() const {
    return transport_->stuck_since() || !transport_->output().empty();
  }

  /// Answers the requests that are complete, until one closes the connection or its peer does not
  /// take the answers.
  void answer_all(std::size_t seen) {
    while (!closing_ && !unsent()) {
      const std::size_t end = end_of_head(received_, seen);
      if (end == std::string::npos) {
        break;
      }
      answer(std::string_view(received_).substr(0, end));
      received_.erase(0, end);
      seen = 0;
    }
    if (!closing_ && !unsent() && received_.size() > listener_.limits().head) {
      refuse(431, "request header too large");
    }
    if (unsent()) {
      transport_->pause_reading(true);
    } else if (closing_) {
      listener_.finish(place_);
    }
  }

  void answer(std::string_view head) {
    const auto request = parse_head(head);
    if (head.size() > listener_.limits().head) {
      return refuse(431, "request header too large");
    }
    if (!request) {
      return refuse(400, request.error().message());
    }
    closing_ = !request->keep_alive || request->has_body;
    send(listener_.answer(*request), request->method == "HEAD");
    listener_.used(place_);
    wait();
  }

  void refuse(int status, std::string_view why) {
    closing_ = true;
    send({.status = status, .body = fmt::format("{}\n", why), .headers = {}}, false);
  }

  void send(const HttpResponse& response, bool head_only) {
    std::string head =
        fmt::format("HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n", response.status,
                    http_reason(response.status), response.content_type, response.body.size());
    for (const auto& [name, value] : response.headers) {
      fmt::format_to(std::back_inserter(head), "{}: {}\r\n", name, value);
    }
    head += closing_ ? "Connection: close\r\n\r\n" : "\r\n";
    transport_->output().append(head);
    if (!head_only) {
      transport_->output().append(response.body);
    }
    transport_->flush();
  }

  TheListener& listener_;
  EventLoop& loop_;
  std::unique_ptr<Transport> transport_;
  TheListener::Place place_;
  std::unique_ptr<Timer> timer_;
  std::string received_;
  bool closing_ = false;
};

void TheListener::adopt(std::unique_ptr<Transport> transport) {
  if (connections_.size() >= limits_.connections) {
    finish(connections_.begin());
  }
  connections_.push_back(std::make_unique<Connection>(*this, std::move(transport)));
  connections_.back()->begin(std::prev(connections_.end()), tls_);
}

void TheListener::finish(Place which) {
  (*which)->end();
  loop_.dispose(std::move(*which));
  connections_.erase(which);
}

void TheListener::end_connections() {
  for (auto& one : std::exchange(connections_, {})) {
    one->end();
    loop_.dispose(std::move(one));
  }
}

}  // namespace

Result<std::unique_ptr<HttpListener>> HttpListener::open(EventLoop& loop, const std::string& host,
                                                         int port,
                                                         std::shared_ptr<const TlsContext> tls,
                                                         Answer answer, Logger log, Limits limits) {
  auto made = std::make_unique<TheListener>(loop, std::move(tls), std::move(answer), std::move(log),
                                            limits);
  NATSOP_CHECK(made->listen(host, port));
  return made;
}

}  // namespace natsop::engine
