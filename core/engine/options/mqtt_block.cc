#include "core/engine/options/blocks.h"

namespace natsop::engine {

using config::Value;

const std::vector<Field<MqttOptions>>& mqtt_fields() {
  using T = MqttOptions;
  static const auto duration = [](OptionReader& reader, const Value& value, T&) {
    Duration unused{0};
    reader.read(value, unused);
  };
  static const auto boolean = [](OptionReader& reader, const Value& value, T&) {
    bool unused = false;
    reader.read(value, unused);
  };
  static const std::vector<Field<T>> fields = {
      {{"listen"},
       Effect::Later,
       "host:port for MQTT clients",
       [](OptionReader& reader, const Value& value, T& out) {
         reader.read_listen(value, out.host, out.port);
       }},
      {{"host", "net"}, Effect::Later, "the address to listen at", set<&T::host>},
      {{"port"},
       Effect::Later,
       "the port to listen at",
       [](OptionReader& reader, const Value& value, T& out) { reader.read_port(value, out.port); }},
      {{"tls"},
       Effect::Later,
       "a block as the top level's",
       [](OptionReader& reader, const Value& value, T& out) { read_tls(reader, value, out.tls); }},
      {{"authorization", "authentication"},
       Effect::Later,
       "instead of the top level's",
       [](OptionReader& reader, const Value& value, T& out) {
         read_authorization(reader, value, out.authorization, listener_authorization_fields());
       }},
      {{"no_auth_user"},
       Effect::Later,
       "who a client is that does not log in",
       set<&T::no_auth_user>},
      {{"ack_wait", "ackwait"}, Effect::Later, "how long until a message is sent again", duration},
      {{"js_api_timeout", "api_timeout"},
       Effect::Later,
       "how long streams may take to answer",
       duration},
      {{"max_ack_pending", "max_pending", "max_inflight"},
       Effect::Later,
       "messages that may be unacknowledged",
       set<&T::max_ack_pending>},
      {{"js_domain"}, Effect::Later, "the domain of its streams", set<&T::js_domain>},
      {{"stream_replicas"}, Effect::Later, "copies of its streams", set<&T::stream_replicas>},
      {{"consumer_replicas"}, Effect::Later, "copies of its consumers", set<&T::consumer_replicas>},
      {{"consumer_memory_storage"}, Effect::Later, "keep consumers in memory", boolean},
      {{"consumer_inactive_threshold", "consumer_auto_cleanup"},
       Effect::Later,
       "after which unused consumers go",
       duration},
      {{"reject_qos2_publish"}, Effect::Later, "refuse QoS 2 messages", boolean},
      {{"downgrade_qos2_subscribe"}, Effect::Later, "give QoS 2 subscriptions QoS 1", boolean},
  };
  return fields;
}

}  // namespace natsop::engine
