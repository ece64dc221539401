#include "core/engine/monitor/healthz.h"

#include <fmt/format.h>

#include "core/engine/options/options.h"
#include "core/json/reader.h"

namespace natsop::engine {

namespace {

Health failed(const HealthzOptions& options, int status, std::string_view type,
              std::string_view why) {
  using json::Doc;
  Doc document = Doc::object({{"status", "error"}});
  if (options.details) {
    document.put("errors", Doc::array({Doc::object({{"type", type}, {"error", why}})}));
  } else {
    document.put("error", why);
  }
  return {.status = status, .document = document};
}

Health refused(const HealthzOptions& options, std::string_view why) {
  return failed(options, 400, "BAD_REQUEST", why);
}

}  // namespace

Result<HealthzOptions> HealthzOptions::parse(const Query& query) {
  HealthzOptions options;
  NATSOP_TRY(const bool enabled, query.boolean("js-enabled"));  // its name until 2.9
  NATSOP_TRY(options.js_enabled_only, query.boolean("js-enabled-only"));
  options.js_enabled_only = options.js_enabled_only || enabled;
  NATSOP_TRY(options.js_server_only, query.boolean("js-server-only"));
  NATSOP_TRY(options.js_meta_only, query.boolean("js-meta-only"));
  NATSOP_TRY(options.details, query.boolean("details"));
  options.account = query.text("account");
  options.stream = query.text("stream");
  options.consumer = query.text("consumer");
  return options;
}

Result<HealthzOptions> HealthzOptions::parse(const json::Doc& body) {
  HealthzOptions options;
  json::Reader reader(body, "");
  reader.read("js-enabled-only", options.js_enabled_only);
  reader.read("js-server-only", options.js_server_only);
  reader.read("js-meta-only", options.js_meta_only);
  reader.read("details", options.details);
  reader.read("account", options.account);
  reader.read("stream", options.stream);
  reader.read("consumer", options.consumer);
  NATSOP_CHECK(reader.done());
  return options;
}

std::string unready_listeners(const ServerView& view) {
  if (!view.environment.lame_duck) return {};
  return view.options().websocket.port == 0 ? "server" : "server, websocket";
}

Health healthz(const HealthzOptions& options, std::string_view unready) {
  if (options.account.empty() && !options.stream.empty()) {
    return refused(options, R"("account" must not be empty when checking stream health)");
  }
  if (options.stream.empty() && !options.consumer.empty()) {
    return refused(options, R"("stream" must not be empty when checking consumer health)");
  }
  if (!unready.empty()) {
    // Who watches it knows nats-server's sentence.
    return failed(options, 500, "CONNECTION",
                  fmt::format("failed to be ready for connections after 1ms: {}", unready));
  }
  return {.status = 200, .document = json::Doc::object({{"status", "ok"}})};
}

}  // namespace natsop::engine
