// New options for a server that goes on.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "core/engine/options/diff.h"
#include "core/engine/protocol/error_text.h"
#include "core/engine/server/running_server.h"

namespace natsop::engine {

Result<void> RunningServer::reload() {
  auto changed = read_changed_options();
  if (!changed) {
    log_.error("Failed to reload server configuration", {{"error", changed.error()}});
    return std::move(changed).error();
  }
  if (auto taken = take_over(std::move(*changed)); !taken) {
    log_.error("Failed to reload server configuration", {{"error", taken.error()}});
    return taken;
  }
  log_.info("Reloaded server configuration");
  return {};
}

Result<Options> RunningServer::read_changed_options() {
  if (!services_.read_options) {
    return Error(Code::Unsupported, "this server has no configuration file to reload");
  }
  NATSOP_TRY(auto changed, services_.read_options());
  NATSOP_TRY(const OptionsDiff changes, diff(options_, changed));
  NATSOP_CHECK(security_->check(changed));
  if (!changes.empty()) {
    log_.info(fmt::format("Reloaded: {}", fmt::join(changes.fields, ", ")));
  }
  return changed;
}

Result<void> RunningServer::take_over(Options changed) {
  std::shared_ptr<const TlsContext> tls;
  std::shared_ptr<const TlsContext> monitoring;
  if (changed.tls) {
    NATSOP_TRY(tls, TlsContext::for_server(*changed.tls));
    NATSOP_TRY(monitoring, TlsContext::for_monitoring(*changed.tls));
  }
  if (websockets_ != nullptr) {
    NATSOP_CHECK(websockets_->reload(changed.websocket));
  }
  options_ = std::move(changed);
  if (services_.took_over) {
    services_.took_over(options_);
  }
  client_tls_ = std::move(tls);
  for (const auto& monitor : monitors_) {
    if (monitor->secure() && monitoring != nullptr) {
      monitor->use_tls(monitoring);
    }
  }
  facts_.configured = services_.loop.clock().now();
  for (const std::string& warning : options_.warnings) {
    log_.warn(warning);
  }
  security_->reload(options_);
  make_info();
  settle_sessions();
  return {};
}

void RunningServer::settle_sessions() {
  registry_.each([](Session& session) { session.on_account_changed(); });
  const auto open = static_cast<std::int64_t>(registry_.open_count());
  // Below 0 there is no limit.
  auto excess = options_.max_connections < 0 ? 0 : open - options_.max_connections;
  registry_.each([&](Session& session) {
    if (excess > 0) {
      session.expel(error_text::kMaximumConnections, reason::kMaxConnections);
      --excess;
    }
  });
  registry_.announce_info();
}

}  // namespace natsop::engine
