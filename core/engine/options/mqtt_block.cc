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
       "",
       [](OptionReader& reader, const Value& value, T& out) {
         reader.read_listen(value, out.host, out.port);
       }},
      {{"host", "net"}, Effect::Later, "", set<&T::host>},
      {{"port"},
       Effect::Later,
       "",
       [](OptionReader& reader, const Value& value, T& out) { reader.read_port(value, out.port); }},
      {{"tls"},
       Effect::Later,
       "",
       [](OptionReader& reader, const Value& value, T& out) { read_tls(reader, value, out.tls); }},
      {{"authorization", "authentication"},
       Effect::Later,
       "",
       [](OptionReader& reader, const Value& value, T& out) {
         read_authorization(reader, value, out.authorization, listener_authorization_fields());
       }},
      {{"no_auth_user"}, Effect::Later, "", set<&T::no_auth_user>},
      {{"ack_wait", "ackwait"}, Effect::Later, "", duration},
      {{"js_api_timeout", "api_timeout"}, Effect::Later, "", duration},
      {{"max_ack_pending", "max_pending", "max_inflight"},
       Effect::Later,
       "",
       set<&T::max_ack_pending>},
      {{"js_domain"}, Effect::Later, "", set<&T::js_domain>},
      {{"stream_replicas"}, Effect::Later, "", set<&T::stream_replicas>},
      {{"consumer_replicas"}, Effect::Later, "", set<&T::consumer_replicas>},
      {{"consumer_memory_storage"}, Effect::Later, "", boolean},
      {{"consumer_inactive_threshold", "consumer_auto_cleanup"}, Effect::Later, "", duration},
      {{"reject_qos2_publish"}, Effect::Later, "", boolean},
      {{"downgrade_qos2_subscribe"}, Effect::Later, "", boolean},
  };
  return fields;
}

}  // namespace natsop::engine
