#include <fmt/format.h>

#include <limits>

#include "core/engine/options/blocks.h"
#include "core/identity/jwt/claims.h"
#include "core/identity/nkey.h"
#include "core/text/duration.h"
#include "core/text/quote.h"

/// The options outside of all blocks.
namespace natsop::engine {

using config::Kind;
using config::Value;

namespace {

using T = Options;
using List = std::vector<Field<T>>;

constexpr auto kLameDuckMin = std::chrono::seconds(30);

/// A size that the protocol carries in 32 bits.
template <auto Member>
void small(OptionReader& reader, const Value& value, T& out) {
  reader.read(value, out.*Member);
  if (out.*Member > std::numeric_limits<std::int32_t>::max()) {
    reader.error(value, fmt::format("{} value is too big", reader.field()));
  }
}

void anything(OptionReader&, const Value&, T&) {}

void block(OptionReader& reader, const Value& value, T&) { (void)reader.expect(value, Kind::Map); }

List network_fields() {
  return {
      {{"listen"}, Effect::Real, "host:port for clients, or a port", read_listen<T>},
      {{"host", "net"}, Effect::Real, "the address to listen at", set<&T::host>},
      {{"port"}, Effect::Real, "for clients; -1: any free one", read_port<T>},
      {{"client_advertise"},
       Effect::Real,
       "host:port that clients are told of instead",
       set<&T::client_advertise>},
      {{"server_name"},
       Effect::Real,
       "without spaces; otherwise the server's key",
       [](OptionReader& reader, const Value& value, T& out) {
         reader.read(value, out.server_name);
         if (out.server_name.contains(' '))
           reader.error(value, "server name cannot contain spaces");
       }},
      {{"server_tags"},
       Effect::Real,
       "a text or a list, in lower case",
       [](OptionReader& reader, const Value& value, T& out) {
         std::vector<std::string> tags;
         reader.read(value, tags);
         identity::jwt::add_tags(out.server_tags, tags);
       }},
      {{"server_metadata"}, Effect::Real, "a block of texts", set<&T::server_metadata>},
  };
}

List other_network_fields() {
  return {
      {{"http"},
       Effect::Real,
       "host:port for monitoring, or a port",
       [](OptionReader& reader, const Value& value, T& out) {
         reader.read_listen(value, out.http_host, out.http_port);
       }},
      {{"http_port", "monitor_port"},
       Effect::Real,
       "a port for monitoring",
       [](OptionReader& reader, const Value& value, T& out) {
         reader.read_port(value, out.http_port);
       }},
      {{"https"},
       Effect::Real,
       "host:port for monitoring with TLS, or a port",
       [](OptionReader& reader, const Value& value, T& out) {
         reader.read_listen(value, out.http_host, out.https_port);
       }},
      {{"https_port"},
       Effect::Real,
       "a port for monitoring with TLS",
       [](OptionReader& reader, const Value& value, T& out) {
         reader.read_port(value, out.https_port);
       }},
      {{"http_base_path"},
       Effect::Real,
       "in front of the monitoring paths",
       set<&T::http_base_path>},
      {{"tls"}, Effect::Real, "TLS for clients, and for https", read_own_tls<T>},
      {{"allow_non_tls"}, Effect::Real, "let clients in without TLS too", set<&T::allow_non_tls>},
      {{"websocket", "ws"},
       Effect::Real,
       "a listener for WebSocket clients",
       [](OptionReader& reader, const Value& value, T& out) {
         read_block(reader, value, websocket_fields(), out.websocket);
       }},
  };
}

List log_fields() {
  return {
      {{"debug"}, Effect::Real, "log more", set<&T::log, &LogOptions::debug>},
      {{"trace"}, Effect::Real, "log the protocol", set<&T::log, &LogOptions::trace>},
      {{"trace_verbose"},
       Effect::Real,
       "log the system account's too",
       [](OptionReader& reader, const Value& value, T& out) {
         reader.read(value, out.log.trace_verbose);
         out.log.trace = out.log.trace || out.log.trace_verbose;
       }},
      {{"trace_headers"}, Effect::Ignored, "headers are traced with their message", check<bool>},
      {{"logtime"},
       Effect::Real,
       "put the time in front of lines",
       set<&T::log, &LogOptions::logtime>},
      {{"logtime_utc"},
       Effect::Real,
       "in UTC instead of local time",
       set<&T::log, &LogOptions::logtime_utc>},
      {{"log_file", "logfile"},
       Effect::Real,
       "a file instead of standard error",
       set<&T::log, &LogOptions::file>},
      {{"log_size_limit", "logfile_size_limit"},
       Effect::Real,
       "bytes after which a new file is begun",
       set<&T::log, &LogOptions::size_limit>},
      {{"log_max_num", "logfile_max_num"},
       Effect::Real,
       "how many files are kept; 0: all",
       set<&T::log, &LogOptions::max_files>},
      {{"max_traced_msg_len"},
       Effect::Real,
       "bytes of a payload that a trace shows; 0: all",
       set<&T::log, &LogOptions::max_traced_msg_len>},
      {{"syslog"}, Effect::Real, "log to the machine's syslog", set<&T::log, &LogOptions::syslog>},
      {{"remote_syslog"},
       Effect::Refused,
       "log to a file or the machine's syslog instead",
       nullptr},
      {{"pid_file", "pidfile"}, Effect::Real, "where the process id is written", set<&T::pid_file>},
      {{"ports_file_dir"},
       Effect::Real,
       "where a file with the ports is written",
       set<&T::ports_file_dir>},
      {{"prof_port"}, Effect::Ignored, "a Go profile, which there is none of", check<int>},
      {{"prof_block_rate"}, Effect::Ignored, "likewise", check<int>},
      {{"connect_error_reports"}, Effect::Ignored, "every failed attempt is logged", check<int>},
      {{"reconnect_error_reports"}, Effect::Ignored, "every failed attempt is logged", check<int>},
  };
}

void read_lame_duck(OptionReader& reader, const Value& value, T& out) {
  reader.read(value, out.lame_duck_duration);
  if (out.lame_duck_duration < kLameDuckMin) {
    reader.error(value, fmt::format("invalid lame_duck_duration of {}, minimum is 30 seconds",
                                    text::print_go_duration(out.lame_duck_duration)));
  }
}

List limit_fields() {
  return {
      {{"max_control_line"},
       Effect::Real,
       "bytes of one protocol line",
       small<&T::max_control_line>},
      {{"max_payload"}, Effect::Real, "bytes of one message", small<&T::max_payload>},
      {{"max_pending"}, Effect::Real, "bytes that may wait for one client", set<&T::max_pending>},
      {{"max_connections", "max_conn"},
       Effect::Real,
       "clients at a time",
       set<&T::max_connections>},
      {{"max_subscriptions", "max_subs"},
       Effect::Real,
       "of one client; 0: any number",
       set<&T::max_subscriptions>},
      {{"max_sub_tokens", "max_subscription_tokens"},
       Effect::Real,
       "tokens of a subject; 0: any number",
       set<&T::max_subscription_tokens>},
      {{"max_closed_clients"},
       Effect::Real,
       "closed connections that connz remembers",
       set<&T::max_closed_clients>},
      {{"ping_interval"},
       Effect::Real,
       "how often silent clients are asked",
       set<&T::ping_interval>},
      {{"ping_max"}, Effect::Real, "how many questions may stay without answer", set<&T::ping_max>},
      {{"write_deadline"},
       Effect::Real,
       "how long a client may take to read",
       set<&T::write_deadline>},
      {{"write_timeout"},
       Effect::Ignored,
       "clients that do not read are closed",
       check<std::string>},
      {{"lame_duck_duration"},
       Effect::Real,
       "over which a lame duck lets its clients go; 30s at least",
       read_lame_duck},
      {{"lame_duck_grace_period"},
       Effect::Real,
       "before the first of them",
       [](OptionReader& reader, const Value& value, T& out) {
         reader.read(value, out.lame_duck_grace_period);
         if (out.lame_duck_grace_period < Duration{0}) {
           reader.error(value, "invalid lame_duck_grace_period, needs to be positive");
         }
       }},
      {{"no_header_support"},
       Effect::Real,
       "refuse messages with headers",
       set<&T::no_header_support>},
      {{"disable_sublist_cache", "no_sublist_cache"},
       Effect::Ignored,
       "matched subjects are cached in bounded memory",
       set<&T::disable_sublist_cache>},
      {{"no_fast_producer_stall"},
       Effect::Real,
       "do not slow down who publishes to slow clients",
       set<&T::no_fast_producer_stall>},
  };
}

List account_options() {
  return {
      {{"authorization"},
       Effect::Real,
       "who may connect",
       [](OptionReader& reader, const Value& value, T& out) {
         read_authorization(reader, value, out.authorization);
       }},
      {{"no_auth_user"},
       Effect::Real,
       "who a client is that does not log in",
       set<&T::no_auth_user>},
      {{"accounts"},
       Effect::Real,
       "accounts by name, or a list of names",
       [](OptionReader& reader, const Value& value, T& out) {
         read_accounts(reader, value, out.accounts);
       }},
      {{"system_account", "system"},
       Effect::Real,
       "the account of events and requests",
       set<&T::system_account>},
      {{"no_system_account", "no_system", "no_sys_acc"},
       Effect::Real,
       "run without one",
       set<&T::no_system_account>},
      {{"mappings", "maps"},
       Effect::Real,
       "subjects that are renamed, of clients without account",
       [](OptionReader& reader, const Value& value, T& out) {
         read_mappings(reader, value, out.mappings);
       }},
  };
}

List operator_options() {
  return {
      {{"operator", "operators", "roots", "root", "root_operator", "root_operators"},
       Effect::Real,
       "operator mode: a JWT, the path of one, or a list",
       [](OptionReader& reader, const Value& value, T& out) {
         read_operators(reader, value, out.operators);
       }},
      {{"trusted_keys", "trusted"},
       Effect::Real,
       "operator mode by public keys alone",
       [](OptionReader& reader, const Value& value, T& out) {
         read_trusted_keys(reader, value, out.operators);
       }},
      {{"resolver", "account_resolver", "accounts_resolver"},
       Effect::Real,
       "where accounts' JWTs come from: MEMORY, URL(\"…\") or a block",
       [](OptionReader& reader, const Value& value, T& out) {
         read_resolver(reader, value, out.operators);
       }},
      {{"resolver_preload"},
       Effect::Real,
       "accounts' JWTs by key",
       [](OptionReader& reader, const Value& value, T& out) {
         read_preload(reader, value, out.operators);
       }},
      {{"resolver_pinned_accounts"},
       Effect::Real,
       "the only accounts that may connect",
       [](OptionReader& reader, const Value& value, T& out) {
         reader.read(value, out.operators.pinned_accounts);
         for (const auto& key : out.operators.pinned_accounts) {
           if (identity::is_account_key(key)) continue;
           reader.error(value,
                        fmt::format("key {} is not a public account key", text::go_quote(key)));
         }
       }},
      {{"resolver_tls"},
       Effect::Ignored,
       "TLS of a URL resolver, which trusts the system's authorities",
       [](OptionReader& reader, const Value& value, T&) {
         std::optional<TlsOptions> unused;
         read_tls(reader, value, unused);
       }},
      {{"default_sentinel"},
       Effect::Real,
       "the JWT of clients that show none",
       set<&T::operators, &OperatorOptions::default_sentinel>},
      {{"proxies"}, Effect::Ignored, "proxies are clients as others are", block},
  };
}

List feature_options() {
  return {
      {{"jetstream"}, Effect::Later, "true, \"enabled\" or a block", read_jetstream},
      {{"store_dir", "storedir"},
       Effect::Later,
       "as in jetstream's block",
       [](OptionReader& reader, const Value& value, T& out) {
         const auto inside = out.jetstream.store_dir;
         reader.read(value, out.jetstream.store_dir);
         if (!inside.empty() && inside != out.jetstream.store_dir) {
           reader.error(value, "Duplicate 'store_dir' configuration");
         }
       }},
      {{"default_js_domain"},
       Effect::Later,
       "domains by account",
       check<std::map<std::string, std::string>>},
      {{"cluster"},
       Effect::Later,
       "a cluster of servers",
       [](OptionReader& reader, const Value& value, T& out) {
         out.cluster.present = true;
         read_block(reader, value, cluster_fields(), out.cluster);
         if (!out.cluster.name.empty()) out.cluster_name = out.cluster.name;
       }},
      {{"leafnodes", "leaf"},
       Effect::Later,
       "servers that extend this one",
       [](OptionReader& reader, const Value& value, T& out) {
         out.leafnodes.present = true;
         read_block(reader, value, leafnode_fields(), out.leafnodes);
       }},
      {{"gateway"},
       Effect::Later,
       "clusters of clusters",
       [](OptionReader& reader, const Value& value, T& out) {
         out.gateway.present = true;
         read_block(reader, value, gateway_fields(), out.gateway);
       }},
      {{"mqtt"},
       Effect::Later,
       "MQTT clients",
       [](OptionReader& reader, const Value& value, T& out) {
         out.mqtt.present = true;
         read_block(reader, value, mqtt_fields(), out.mqtt);
       }},
      {{"ocsp"}, Effect::Ignored, "certificates are not stapled", anything},
      {{"ocsp_cache"}, Effect::Ignored, "there is no OCSP", anything},
      {{"feature_flags"}, Effect::Ignored, "there are none", block},
      {{"proxy_protocol"},
       Effect::Real,
       "true is refused: addresses of proxied clients are not read",
       [](OptionReader& reader, const Value& value, T&) {
         bool on = false;
         reader.read(value, on);
         if (on) reader.error(value, "\"proxy_protocol\" is not supported: addresses are not read");
       }},
  };
}

}  // namespace

const std::vector<Field<Options>>& top_fields() {
  static const auto fields =
      joined({network_fields(), other_network_fields(), log_fields(), limit_fields(),
              account_options(), operator_options(), feature_options()});
  return fields;
}

}  // namespace natsop::engine
