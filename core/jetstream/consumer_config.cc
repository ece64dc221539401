#include "core/jetstream/consumer_config.h"

#include "core/jetstream/wire.h"

namespace natsop::jetstream {

using wire::Emit;

template <class Visit, class Self>
void ConsumerConfig::walk(Visit& visit, Self& self) {
  visit("description", self.description);
  visit("ack_policy", self.ack_policy, Emit::Always);
  visit("ack_wait", self.ack_wait);
  visit("deliver_policy", self.deliver_policy, Emit::Always);
  visit("deliver_subject", self.deliver_subject);
  visit("deliver_group", self.deliver_group);
  visit("durable_name", self.durable_name);
  visit("name", self.name);
  visit("filter_subject", self.filter_subject);
  visit("filter_subjects", self.filter_subjects);
  visit("flow_control", self.flow_control);
  visit("idle_heartbeat", self.idle_heartbeat);
  visit("max_ack_pending", self.max_ack_pending);
  visit("max_deliver", self.max_deliver);
  visit("backoff", self.backoff);
  visit("max_waiting", self.max_waiting);
  visit("opt_start_seq", self.opt_start_seq);
  visit("opt_start_time", self.opt_start_time);
  visit("rate_limit_bps", self.rate_limit_bps);
  visit("replay_policy", self.replay_policy, Emit::Always);
  visit("sample_freq", self.sample_freq);
  visit("headers_only", self.headers_only);
  visit("max_batch", self.max_batch);
  visit("max_expires", self.max_expires);
  visit("max_bytes", self.max_bytes);
  visit("inactive_threshold", self.inactive_threshold);
  visit("num_replicas", self.num_replicas, Emit::Always);
  visit("mem_storage", self.mem_storage);
  visit("metadata", self.metadata);
  visit("pause_until", self.pause_until);
  visit("priority_groups", self.priority_groups);
  visit("priority_policy", self.priority_policy);
  visit("priority_timeout", self.priority_timeout);
  visit("direct", self.direct);
  visit("sourcing", self.sourcing);
}

NATSOP_JETSTREAM_MODEL(ConsumerConfig)

Result<ConsumerConfig> ConsumerConfig::from_config_or_info(const json::Doc& doc) {
  const json::Doc config = doc.member("config");
  return config.is_null() ? from_doc(doc) : from_doc(config, "config");
}

std::vector<std::string> ConsumerConfig::filters() const {
  if (!filter_subjects.empty()) return filter_subjects;
  return filter_subject.empty() ? std::vector<std::string>{}
                                : std::vector<std::string>{filter_subject};
}

}  // namespace natsop::jetstream
