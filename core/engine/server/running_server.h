#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/io/http_listener.h"
#include "core/engine/io/listener.h"
#include "core/engine/io/tls_context.h"
#include "core/engine/io/websocket_listener.h"
#include "core/engine/monitor/http_router.h"
#include "core/engine/protocol/server_info.h"
#include "core/engine/server/memory_return.h"
#include "core/engine/server/security.h"
#include "core/engine/server/server.h"
#include "core/engine/server/system_side.h"
#include "core/engine/session/registry.h"

namespace natsop::engine {

/// The one implementation of Server: owns the parts and passes each what it needs.
class RunningServer final : public Server, public ServerControl {
 public:
  RunningServer(Options options, Services services, std::string id);
  ~RunningServer() override;

  /// Makes what can fail, in the order in which nats-server logs it.
  [[nodiscard]] Result<void> begin();

  [[nodiscard]] const ServerInfo& info() const override { return info_; }
  [[nodiscard]] const ServerFacts& facts() const override { return facts_; }
  [[nodiscard]] const Options& options() const override { return options_; }
  [[nodiscard]] Result<void> reload() override;
  void lame_duck() override;
  [[nodiscard]] bool in_lame_duck() const override { return environment_->lame_duck; }
  void shut_down() override;

 private:
  // running_server.cc
  void log_banner() const;
  void make_info();
  void set_up_system();
  // listening.cc
  [[nodiscard]] Result<void> listen();
  [[nodiscard]] Result<void> listen_for_clients();
  [[nodiscard]] Result<void> listen_for_websockets();
  [[nodiscard]] Result<void> listen_for_monitoring(int port, bool tls);
  void stop_accepting();  // clients; monitoring goes on
  void stop_listening();
  // reloading.cc
  [[nodiscard]] Result<Options> read_changed_options();
  [[nodiscard]] Result<void> take_over(Options changed);
  void settle_sessions();
  // lame_duck.cc
  void close_next();

  Options options_;
  Services services_;
  Logger log_;
  ServerFacts facts_;
  ServerInfo info_;
  ServerFigures figures_;
  AccountDirectory accounts_;
  Registry registry_;
  std::unique_ptr<Security> security_;
  std::optional<Environment> environment_;
  ProcFolder proc_;
  ProcessMeter meter_;
  std::optional<ServerView> view_;
  std::optional<HttpRouter> router_;
  std::unique_ptr<SystemSide> system_;

  std::shared_ptr<const TlsContext> client_tls_;
  std::unique_ptr<Listener> clients_;
  std::unique_ptr<WebsocketListener> websockets_;  // null: none
  std::vector<std::unique_ptr<HttpListener>> monitors_;
  std::unique_ptr<Timer> closing_;            // the next step of lame duck mode
  std::chrono::nanoseconds closing_pause_{};  // between two closes of it
  std::optional<MemoryReturn> memory_;
  bool shut_down_ = false;
};

}  // namespace natsop::engine
