#include "core/engine/monitor/absent_parts.h"

#include "core/engine/monitor/fields.h"

namespace natsop::engine {

using json::Doc;

Doc routez(const ServerView& view) {
  Fields fields;
  fields.put("server_id", view.id()).put("server_name", view.name());
  fields.put("now", view.now()).put("num_routes", 0).put("routes", Doc::array());
  return fields.done();
}

Doc gatewayz(const ServerView& view) {
  Fields fields;
  fields.put("server_id", view.id()).put("now", view.now());
  fields.put("outbound_gateways", Doc::object()).put("inbound_gateways", Doc::object());
  return fields.done();
}

Doc leafz(const ServerView& view) {
  Fields fields;
  fields.put("server_id", view.id()).put("now", view.now());
  fields.put("leafnodes", 0).put("leafs", Doc::array());
  return fields.done();
}

Doc jsz(const ServerView& view) {
  Fields fields;
  fields.put("memory", 0).put("storage", 0);
  fields.put("reserved_memory", 0).put("reserved_storage", 0);
  fields.put("accounts", 0).put("ha_assets", 0);
  fields.put("api", Doc::object({{"level", 0}, {"total", 0}, {"errors", 0}}));
  fields.put("server_id", view.id()).put("now", view.now()).put("disabled", true);
  fields.put("config", Doc::object({{"max_memory", 0}, {"max_storage", 0}}));
  fields.put("streams", 0).put("consumers", 0).put("messages", 0).put("bytes", 0).put("total", 0);
  return fields.done();
}

Doc ipqueuesz() { return Doc::object(); }

Doc raftz() { return Doc::object(); }

}  // namespace natsop::engine
