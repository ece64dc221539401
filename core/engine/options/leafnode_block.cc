#include <fmt/format.h>

#include "core/engine/options/blocks.h"

namespace natsop::engine {

using config::Kind;
using config::Value;

namespace {

void read_remotes(OptionReader& reader, const Value& value, LeafnodeOptions& out) {
  if (!reader.expect(value, Kind::Array)) return;
  out.remotes.clear();
  for (const auto& element : value.elements()) {
    auto& remote = out.remotes.emplace_back();
    const auto before = reader.errors().size();
    read_block(reader, element, leafnode_remote_fields(), remote);
    if (reader.errors().size() != before) continue;
    if (remote.urls.empty()) reader.error(element, "a leafnode remote needs a \"url\" or \"urls\"");
    std::size_t websockets = 0;
    for (const auto& url : remote.urls) {
      websockets += url.starts_with("ws://") || url.starts_with("wss://") ? 1 : 0;
    }
    if (websockets != 0 && websockets != remote.urls.size()) {
      reader.error(element,
                   "remote leaf node configuration cannot have a mix of websocket and "
                   "non-websocket urls");
    }
  }
}

}  // namespace

const std::vector<Field<LeafnodeRemoteOptions>>& leafnode_remote_fields() {
  using T = LeafnodeRemoteOptions;
  static const std::vector<Field<T>> fields = {
      {{"url", "urls"}, Effect::Later, "where to connect to", set<&T::urls>},
      {{"account", "local"}, Effect::Later, "the local account that is extended", set<&T::account>},
      {{"credentials", "creds"}, Effect::Later, "a credentials file", set<&T::credentials>},
      {{"nkey", "seed"}, Effect::Later, "a seed, or a file with one", set<&T::nkey>},
      {{"tls"}, Effect::Later, "a block as the top level's", read_own_tls<T>},
      {{"hub"}, Effect::Later, "be the hub of the two", set<&T::hub>},
      {{"deny_imports", "deny_import"},
       Effect::Later,
       "subjects that may not come in",
       set<&T::deny_imports>},
      {{"deny_exports", "deny_export"},
       Effect::Later,
       "subjects that may not go out",
       set<&T::deny_exports>},
      {{"no_randomize", "dont_randomize"},
       Effect::Later,
       "try the URLs in order",
       set<&T::no_randomize>},
      {{"disabled"}, Effect::Later, "do not connect", set<&T::disabled>},
      {{"ws_compression", "ws_compress", "websocket_compress", "websocket_compression"},
       Effect::Later,
       "compress, over WebSocket",
       set<&T::websocket_compression>},
      {{"ws_no_masking", "websocket_no_masking"},
       Effect::Later,
       "do not mask, over WebSocket",
       set<&T::websocket_no_masking>},
      {{"compression"},
       Effect::Later,
       "a mode, or a block with one",
       [](OptionReader& reader, const Value& value, T&) {
         std::string unused;
         read_compression(reader, value, unused);
       }},
      {{"first_info_timeout"}, Effect::Later, "how long to wait for INFO", check<Duration>},
      {{"jetstream_cluster_migrate", "js_cluster_migrate"},
       Effect::Later,
       "move leaders away when the link is lost",
       [](OptionReader& reader, const Value& value, T& out) {
         if (!value.is(Kind::Map)) check<bool>(reader, value, out);
       }},
      {{"isolate_leafnode_interest", "isolate"},
       Effect::Later,
       "do not tell of other leafnodes' interest",
       check<bool>},
      {{"request_isolation"}, Effect::Later, "ask the other side for that", check<bool>},
      {{"ignore_discovered_servers"},
       Effect::Later,
       "connect to the URLs given alone",
       check<bool>},
      {{"proxy"},
       Effect::Later,
       "an HTTP proxy",
       [](OptionReader& reader, const Value& value, T&) { (void)reader.expect(value, Kind::Map); }},
  };
  return fields;
}

const std::vector<Field<LeafnodeOptions>>& leafnode_fields() {
  using T = LeafnodeOptions;
  static const std::vector<Field<T>> fields = {
      {{"listen"}, Effect::Later, "host:port for leafnodes", read_listen<T>},
      {{"host", "net"}, Effect::Later, "the address to listen at", set<&T::host>},
      {{"port"}, Effect::Later, "the port to listen at", read_port<T>},
      {{"remotes"}, Effect::Later, "servers to connect to", read_remotes},
      {{"authorization"},
       Effect::Later,
       "what leafnodes must log in with",
       [](OptionReader& reader, const Value& value, T& out) {
         read_authorization(reader, value, out.authorization, leafnode_authorization_fields());
       }},
      {{"reconnect", "reconnect_delay", "reconnect_interval"},
       Effect::Later,
       "how long to wait before the next attempt",
       [](OptionReader& reader, const Value& value, T& out) {
         reader.read_seconds(value, out.reconnect);
       }},
      {{"tls"}, Effect::Later, "a block as the top level's", read_own_tls<T>},
      {{"advertise", "leafnode_advertise"},
       Effect::Later,
       "host:port that leafnodes are told of instead",
       set<&T::advertise>},
      {{"no_advertise"}, Effect::Later, "tell them of none", set<&T::no_advertise>},
      {{"min_version", "minimum_version"},
       Effect::Later,
       "the least version of a leafnode",
       set<&T::min_version>},
      {{"compression"}, Effect::Later, "a mode, or a block with one", read_own_compression<T>},
      {{"isolate_leafnode_interest", "isolate"},
       Effect::Later,
       "do not tell of other leafnodes' interest",
       check<bool>},
      {{"write_deadline"}, Effect::Later, "how long a leafnode may take to read", check<Duration>},
      {{"write_timeout"}, Effect::Later, "what happens then", check<std::string>},
  };
  return fields;
}

}  // namespace natsop::engine
