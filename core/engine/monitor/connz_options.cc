#include <fmt/format.h>

#include "core/engine/monitor/connz.h"
#include "core/json/reader.h"

namespace natsop::engine {

Result<ConnzOptions> ConnzOptions::parse(const Query& query) {
  ConnzOptions options;
  options.sort = query.text("sort");
  NATSOP_TRY(options.auth, query.boolean("auth"));
  if (query.text("subs") == "detail") {
    options.subscriptions = options.subscriptions_detail = true;
  } else {
    NATSOP_TRY(options.subscriptions, query.boolean("subs"));
  }
  NATSOP_TRY(options.offset, query.integer("offset"));
  NATSOP_TRY(options.limit, query.integer("limit"));
  NATSOP_TRY(options.cid, query.unsigned_integer("cid"));
  const std::string state = query.text("state");
  if (state == "closed") {
    options.state = State::Closed;
  } else if (state == "any" || state == "all") {
    options.state = State::Any;
  } else if (!state.empty() && state != "open") {
    return Error(Code::Invalid, fmt::format("Error decoding state for {}", state));
  }
  options.user = query.text("user");
  options.account = query.text("acc");
  options.mqtt_client = query.text("mqtt_client");
  options.filter_subject = query.text("filter_subject");
  return options;
}

Result<ConnzOptions> ConnzOptions::parse(const json::Doc& body) {
  ConnzOptions options;
  json::Reader reader(body, "");
  std::int64_t state = 0;
  reader.read("sort", options.sort);
  reader.read("auth", options.auth);
  reader.read("subscriptions", options.subscriptions);
  reader.read("subscriptions_detail", options.subscriptions_detail);
  reader.read("offset", options.offset);
  reader.read("limit", options.limit);
  reader.read("cid", options.cid);
  reader.read("state", state);
  reader.read("user", options.user);
  reader.read("acc", options.account);
  reader.read("mqtt_client", options.mqtt_client);
  reader.read("filter_subject", options.filter_subject);
  NATSOP_CHECK(reader.done());
  if (state == 1) options.state = State::Closed;
  if (state == 2) options.state = State::Any;
  return options;
}

}  // namespace natsop::engine
