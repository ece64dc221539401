#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/engine/system/request.h"

namespace natsop::engine {

/// What requests to the system account may do to the server. Implemented by the server.
class ServerControl {
 public:
  /// Reads the configuration again and applies it, all or nothing.
  [[nodiscard]] virtual Result<void> reload() = 0;

 protected:
  ~ServerControl() = default;
};

/// Answers `$SYS.REQ.SERVER.…` in the system account: the documents of monitoring, and reload, kick
/// and lame duck. Loop thread only.
class ServerServices {
 public:
  /// Both must outlive the sink's subscriptions.
  ServerServices(Responder& responder, ServerControl& control);
  ServerServices(const ServerServices&) = delete;
  ServerServices& operator=(const ServerServices&) = delete;

 private:
  using Answer = void (ServerServices::*)(const Message& request, const json::Doc& body);

  void serve(std::string_view name, Answer answer);
  void serve_control(std::string_view name, Answer answer);
  /// The connection that a request names; when there is none the requestor hears `missing`.
  [[nodiscard]] Session* session_of(const Message& request, const json::Doc& body,
                                    std::string_view missing);

  void on_idz(const Message& request, const json::Doc& body);
  void on_statsz(const Message& request, const json::Doc& body);
  void on_varz(const Message& request, const json::Doc& body);
  void on_subsz(const Message& request, const json::Doc& body);
  void on_connz(const Message& request, const json::Doc& body);
  void on_routez(const Message& request, const json::Doc& body);
  void on_gatewayz(const Message& request, const json::Doc& body);
  void on_leafz(const Message& request, const json::Doc& body);
  void on_accountz(const Message& request, const json::Doc& body);
  void on_jsz(const Message& request, const json::Doc& body);
  void on_healthz(const Message& request, const json::Doc& body);
  void on_ipqueuesz(const Message& request, const json::Doc& body);
  void on_raftz(const Message& request, const json::Doc& body);
  void on_profilez(const Message& request, const json::Doc& body);
  void on_expvarz(const Message& request, const json::Doc& body);
  void on_reload(const Message& request, const json::Doc& body);
  void on_kick(const Message& request, const json::Doc& body);
  void on_lame_duck(const Message& request, const json::Doc& body);

  Responder& responder_;
  ServerControl& control_;
};

}  // namespace natsop::engine
