// The ports of a server.
#include <fmt/format.h>

#include <utility>

#include "core/engine/server/addresses.h"
#include "core/engine/server/running_server.h"

namespace natsop::engine {

Result<void> RunningServer::listen() {
  if (options_.http_port != 0) {
    NATSOP_CHECK(listen_for_monitoring(options_.http_port, false));
  }
  if (options_.https_port != 0) {
    NATSOP_CHECK(listen_for_monitoring(options_.https_port, true));
  }
  if (options_.websocket.port != 0) {
    NATSOP_CHECK(listen_for_websockets());
  }
  return listen_for_clients();
}

Result<void> RunningServer::listen_for_clients() {
  NATSOP_TRY(auto listener, Listener::open(
                                services_.loop, options_.host, options_.port,
                                [this](std::unique_ptr<Transport> transport) {
                                  registry_.accept(
                                      *environment_, std::move(transport),
                                      {.type = ConnectionType::Standard, .tls = client_tls_});
                                },
                                log_));
  facts_.client_port = listener->port();
  make_info();
  log_.info(fmt::format("Listening for client connections on {}",
                        host_port(options_.host, facts_.client_port)));
  if (options_.tls) {
    log_.info("TLS required for client connections");
  }
  clients_ = std::move(listener);
  return {};
}

Result<void> RunningServer::listen_for_websockets() {
  const WebsocketOptions& websocket = options_.websocket;
  NATSOP_TRY(auto listener, WebsocketListener::open(
                                services_.loop, websocket,
                                [this](std::unique_ptr<Transport> transport) {
                                  registry_.accept(
                                      *environment_, std::move(transport),
                                      {.type = ConnectionType::WebSocket, .tls = nullptr});
                                },
                                log_));
  facts_.websocket_port = listener->port();
  const std::string host = websocket.host.empty() ? "0.0.0.0" : websocket.host;
  log_.info(fmt::format("Listening for websocket clients on {}://{}", websocket.tls ? "wss" : "ws",
                        host_port(host, facts_.websocket_port)));
  websockets_ = std::move(listener);
  return {};
}

Result<void> RunningServer::listen_for_monitoring(int port, bool tls) {
  std::shared_ptr<const TlsContext> context;
  if (tls) {
    if (!options_.tls) {
      return Error(Code::Invalid, "https monitoring requires TLS configuration");
    }
    NATSOP_TRY(context, TlsContext::for_monitoring(*options_.tls));
  }
  NATSOP_TRY(auto listener, HttpListener::open(
                                services_.loop, options_.http_host, port, context,
                                [this](const HttpRequest& request) {
                                  HttpAnswer answer = router_->answer(request.target);
                                  HttpResponse response{.status = answer.status,
                                                        .content_type = answer.content_type,
                                                        .body = std::move(answer.body),
                                                        .headers = {}};
                                  if (answer.any_origin) {
                                    response.headers.emplace_back("Access-Control-Allow-Origin",
                                                                  "*");
                                  }
                                  return response;
                                },
                                log_));
  (tls ? facts_.https_port : facts_.http_port) = listener->port();
  const std::string host = options_.http_host.empty() ? "0.0.0.0" : options_.http_host;
  log_.info(fmt::format("Starting {} monitor on {}", tls ? "https" : "http",
                        host_port(host, listener->port())));
  monitors_.push_back(std::move(listener));
  return {};
}

void RunningServer::stop_accepting() {
  if (clients_ != nullptr) {
    clients_->close();
  }
  if (websockets_ != nullptr) {
    websockets_->close();
  }
}

void RunningServer::stop_listening() {
  stop_accepting();
  for (const auto& monitor : monitors_) {
    monitor->close();
  }
}

}  // namespace natsop::engine
