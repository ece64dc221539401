#include <fmt/format.h>

#include "core/engine/options/blocks.h"

/// Servers among each other: `cluster` and `gateway`, which this version does not have.
namespace natsop::engine {

using config::Kind;
using config::Value;

namespace {

void read_cluster_name(OptionReader& reader, const Value& value, ClusterOptions& out) {
  reader.read(value, out.name);
  if (out.name.contains(' ')) reader.error(value, "cluster name cannot contain spaces");
}

const std::vector<Field<GatewayOptions::Remote>>& gateway_remote_fields() {
  using T = GatewayOptions::Remote;
  static const std::vector<Field<T>> fields = {
      {{"name"}, Effect::Later, "its name", set<&T::name>},
      {{"url", "urls"}, Effect::Later, "where to reach it", set<&T::urls>},
      {{"tls"},
       Effect::Later,
       "a block as the top level's",
       [](OptionReader& reader, const Value& value, T&) {
         std::optional<TlsOptions> unused;
         read_tls(reader, value, unused);
       }},
  };
  return fields;
}

void read_gateways(OptionReader& reader, const Value& value, GatewayOptions& out) {
  if (!reader.expect(value, Kind::Array)) return;
  for (const auto& element : value.elements()) {
    read_block(reader, element, gateway_remote_fields(), out.remotes.emplace_back());
  }
}

}  // namespace

void read_compression(OptionReader& reader, const Value& value, std::string& out) {
  if (value.is(Kind::Boolean)) {
    out = value.boolean() ? "s2_auto" : "off";
  } else if (value.is(Kind::Map)) {
    if (const auto* mode = value.map().find("mode")) reader.read(*mode, out);
  } else {
    reader.read(value, out);
  }
}

const std::vector<Field<ClusterOptions>>& cluster_fields() {
  using T = ClusterOptions;
  static const std::vector<Field<T>> fields = {
      {{"name"}, Effect::Real, "the cluster's name, which INFO and varz show", read_cluster_name},
      {{"listen"}, Effect::Later, "host:port for the other servers", read_listen<T>},
      {{"host", "net"}, Effect::Later, "the address to listen at", set<&T::host>},
      {{"port"}, Effect::Later, "the port to listen at", read_port<T>},
      {{"routes"}, Effect::Later, "URLs of other servers", set<&T::routes>},
      {{"authorization"},
       Effect::Later,
       "what the other servers must log in with",
       read_listener_authorization<T>},
      {{"tls"}, Effect::Later, "a block as the top level's", read_own_tls<T>},
      {{"advertise", "cluster_advertise"},
       Effect::Later,
       "host:port that they are told of instead",
       set<&T::advertise>},
      {{"no_advertise"},
       Effect::Later,
       "do not tell clients of the other servers",
       set<&T::no_advertise>},
      {{"connect_retries"},
       Effect::Later,
       "how often a server that others told of is tried",
       set<&T::connect_retries>},
      {{"connect_backoff"}, Effect::Later, "wait longer each time", check<bool>},
      {{"permissions"},
       Effect::Later,
       "what may cross",
       [](OptionReader& reader, const Value& value, T&) {
         std::optional<PermissionRules> unused;
         read_permissions(reader, value, unused);
       }},
      {{"pool_size"}, Effect::Later, "connections to each server", set<&T::pool_size>},
      {{"accounts"},
       Effect::Later,
       "accounts with a connection of their own",
       set<&T::pinned_accounts>},
      {{"compression"}, Effect::Later, "a mode, or a block with one", read_own_compression<T>},
      {{"ping_interval"}, Effect::Later, "how often silent servers are asked", check<Duration>},
      {{"write_deadline"}, Effect::Later, "how long a server may take to read", check<Duration>},
      {{"write_timeout"}, Effect::Later, "what happens then", check<std::string>},
  };
  return fields;
}

const std::vector<Field<GatewayOptions>>& gateway_fields() {
  using T = GatewayOptions;
  static const std::vector<Field<T>> fields = {
      {{"name"}, Effect::Later, "its name", set<&T::name>},
      {{"listen"}, Effect::Later, "host:port for the other servers", read_listen<T>},
      {{"host", "net"}, Effect::Later, "the address to listen at", set<&T::host>},
      {{"port"}, Effect::Later, "the port to listen at", read_port<T>},
      {{"gateways"}, Effect::Later, "the other clusters", read_gateways},
      {{"authorization"},
       Effect::Later,
       "what the other servers must log in with",
       read_listener_authorization<T>},
      {{"tls"}, Effect::Later, "a block as the top level's", read_own_tls<T>},
      {{"advertise"}, Effect::Later, "host:port that they are told of instead", set<&T::advertise>},
      {{"connect_retries"},
       Effect::Later,
       "how often a server that others told of is tried",
       set<&T::connect_retries>},
      {{"connect_backoff"}, Effect::Later, "wait longer each time", check<bool>},
      {{"reject_unknown_cluster", "reject_unknown"},
       Effect::Later,
       "only clusters that are listed",
       set<&T::reject_unknown>},
      {{"write_deadline"}, Effect::Later, "how long a server may take to read", check<Duration>},
      {{"write_timeout"}, Effect::Later, "what happens then", check<std::string>},
  };
  return fields;
}

}  // namespace natsop::engine
