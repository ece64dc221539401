#pragma once
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/engine/monitor/query.h"
#include "core/engine/monitor/server_view.h"
#include "core/json/doc.h"

namespace natsop::engine {

/// What healthz is asked for. Without JetStream only the combinations matter: those that make no
/// sense are refused, the others are healthy while clients may come.
struct HealthzOptions {
  bool js_enabled_only = false;
  bool js_server_only = false;
  bool js_meta_only = false;
  bool details = false;
  std::string account;
  std::string stream;
  std::string consumer;

  [[nodiscard]] static Result<HealthzOptions> parse(const Query& query);
  [[nodiscard]] static Result<HealthzOptions> parse(const json::Doc& body);
};

/// The answer and the HTTP status that goes with it.
struct Health {
  int status = 200;
  json::Doc document;  ///< without status_code, which only $SYS answers have
};

/// The listeners that take no clients any more, as in lame duck mode; empty: all do.
[[nodiscard]] std::string unready_listeners(const ServerView& view);

[[nodiscard]] Health healthz(const HealthzOptions& options, std::string_view unready);

}  // namespace natsop::engine
