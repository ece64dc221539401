#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/log.h"
#include "core/engine/io/event_loop.h"
#include "core/engine/io/http_request.h"
#include "core/engine/io/listener.h"

namespace natsop::engine {

/// What a request is answered with.
struct HttpResponse {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  HttpRequest::Fields headers;  ///< besides those of content and connection
};

/// A port that answers HTTP/1.1 requests, one after the other on each connection. Bodies of
/// requests are not read: such a connection is closed after its answer. Loop thread only.
class HttpListener {
 public:
  using Answer = std::function<HttpResponse(const HttpRequest& request)>;

  struct Limits {
    std::size_t head = std::size_t{16} * 1024;  ///< bytes of a request
    std::chrono::nanoseconds idle = std::chrono::seconds(10);
    std::size_t connections = 1000;  ///< beyond, the one that is idle longest goes
  };

  /// Listens as Listener::open does, with TLS if there is a context. `answer` is called for every
  /// request of any method; HEAD gets its head alone. `loop` must outlive the listener.
  [[nodiscard]] static Result<std::unique_ptr<HttpListener>> open(
      EventLoop& loop, const std::string& host, int port, std::shared_ptr<const TlsContext> tls,
      Answer answer, Logger log, Limits limits);
  [[nodiscard]] static Result<std::unique_ptr<HttpListener>> open(
      EventLoop& loop, const std::string& host, int port, std::shared_ptr<const TlsContext> tls,
      Answer answer, Logger log = {}) {
    return open(loop, host, port, std::move(tls), std::move(answer), std::move(log), Limits{});
  }
  HttpListener(const HttpListener&) = delete;
  HttpListener& operator=(const HttpListener&) = delete;
  virtual ~HttpListener() = default;

  [[nodiscard]] virtual const std::string& host() const = 0;
  [[nodiscard]] virtual std::uint16_t port() const = 0;
  /// Whether it speaks TLS.
  [[nodiscard]] virtual bool secure() const = 0;
  /// Other certificates for connections from now on.
  virtual void use_tls(std::shared_ptr<const TlsContext> tls) = 0;
  /// Ends the port and all its connections.
  virtual void close() = 0;

 protected:
  HttpListener() = default;
};

}  // namespace natsop::engine
