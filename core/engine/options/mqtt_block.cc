#include "core/engine/options/blocks.h"

namespace natsop::engine {

const std::vector<Field<MqttOptions>>& mqtt_fields() {
  using T = MqttOptions;
  static const std::vector<Field<T>> fields = {
      {{"listen"}, Effect::Later, "host:port for MQTT clients", read_listen<T>},
      {{"host", "net"}, Effect::Later, "the address to listen at", set<&T::host>},
      {{"port"}, Effect::Later, "the port to listen at", read_port<T>},
      {{"tls"}, Effect::Later, "a block as the top level's", read_own_tls<T>},
      {{"authorization", "authentication"},
       Effect::Later,
       "instead of the top level's",
       read_listener_authorization<T>},
      {{"no_auth_user"},
       Effect::Later,
       "who a client is that does not log in",
       set<&T::no_auth_user>},
      {{"ack_wait", "ackwait"},
       Effect::Later,
       "how long until a message is sent again",
       check<Duration>},
      {{"js_api_timeout", "api_timeout"},
       Effect::Later,
       "how long streams may take to answer",
       check<Duration>},
      {{"max_ack_pending", "max_pending", "max_inflight"},
       Effect::Later,
       "messages that may be unacknowledged",
       set<&T::max_ack_pending>},
      {{"js_domain"}, Effect::Later, "the domain of its streams", set<&T::js_domain>},
      {{"stream_replicas"}, Effect::Later, "copies of its streams", set<&T::stream_replicas>},
      {{"consumer_replicas"}, Effect::Later, "copies of its consumers", set<&T::consumer_replicas>},
      {{"consumer_memory_storage"}, Effect::Later, "keep consumers in memory", check<bool>},
      {{"consumer_inactive_threshold", "consumer_auto_cleanup"},
       Effect::Later,
       "after which unused consumers go",
       check<Duration>},
      {{"reject_qos2_publish"}, Effect::Later, "refuse QoS 2 messages", check<bool>},
      {{"downgrade_qos2_subscribe"}, Effect::Later, "give QoS 2 subscriptions QoS 1", check<bool>},
  };
  return fields;
}

}  // namespace natsop::engine
