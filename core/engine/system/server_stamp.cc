#include "core/engine/system/server_stamp.h"

#include "core/engine/monitor/fields.h"

namespace natsop::engine {

json::Doc ServerStamp::next() {
  const Options& options = view_.options();
  Fields fields;
  fields.put("name", view_.name()).put("host", view_.info().host).put("id", view_.id());
  fields.some("cluster", options.cluster_name).put("ver", view_.info().version);
  fields.some("tags", options.server_tags).some("metadata", options.server_metadata);
  fields.put("jetstream", false).put("flags", 0).put("seq", ++sequence_).put("time", view_.now());
  return fields.done();
}

}  // namespace natsop::engine
