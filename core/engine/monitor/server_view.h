#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "core/base/clock.h"
#include "core/engine/monitor/process_meter.h"
#include "core/engine/options/options.h"
#include "core/engine/protocol/server_info.h"
#include "core/engine/session/connection_source.h"
#include "core/engine/session/environment.h"

namespace natsop::engine {

class OperatorAccounts;

/// What the server knows of itself beyond its options and its INFO. Kept up to date by the server;
/// ports are those that were really bound, 0 without a listener.
struct ServerFacts {
  Time started{};
  Time configured{};    ///< when the options were last loaded
  int client_port = 0;  ///< where it listens, which INFO need not say
  int http_port = 0;
  int https_port = 0;
  int websocket_port = 0;
  /// Requests to the monitoring port by path, without the base path.
  std::map<std::string, std::uint64_t, std::less<>> http_requests;
};

/// Everything that the documents of monitoring are made of. References that outlive it; loop thread
/// only.
struct ServerView {
  Environment& environment;
  const ServerFacts& facts;
  const ConnectionSource& connections;
  ProcessMeter& process;
  /// Accounts of operator mode; null in any other.
  const OperatorAccounts* operators = nullptr;

  [[nodiscard]] const Options& options() const { return *environment.options; }
  [[nodiscard]] const ServerInfo& info() const { return *environment.info; }
  /// "N…"
  [[nodiscard]] const std::string& id() const { return info().server_id; }
  /// The configured name; without one, the id.
  [[nodiscard]] const std::string& name() const { return info().server_name; }
  [[nodiscard]] Time now() const { return environment.loop.clock().now(); }
};

}  // namespace natsop::engine
