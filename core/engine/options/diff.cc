#include "core/engine/options/diff.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

namespace natsop::engine {
namespace {

/// An option, or several that change together.
struct Compared {
  std::string_view name;
  Change change;
  bool (*same)(const Options& a, const Options& b);
};

/// One that a running server cannot change, by the name that nats-server gives it.
struct Fixed {
  std::string_view name;
  bool (*same)(const Options& a, const Options& b);
  std::string (*print)(const Options& options);
};

template <auto First, auto... Rest>
bool same(const Options& a, const Options& b) {
  return ((a.*First).*....*Rest) == ((b.*First).*....*Rest);
}

template <auto First, auto... Rest>
std::string print(const Options& options) {
  const auto& value = ((options.*First).*....*Rest);
  if constexpr (requires { value.string(); }) {
    return value.string();
  } else {
    return fmt::format("{}", value);
  }
}

template <auto First, auto... Rest>
constexpr Fixed fixed(std::string_view name) {
  return {name, same<First, Rest...>, print<First, Rest...>};
}

using O = Options;
using L = LogOptions;
using R = ResolverOptions;
using P = OperatorOptions;
using W = WebsocketOptions;
using J = JetstreamOptions;

constexpr std::array kCompared = {
    Compared{"log.debug", Change::Logging, same<&O::log, &L::debug>},
    Compared{"log.trace", Change::Logging, same<&O::log, &L::trace>},
    Compared{"log.trace_verbose", Change::Logging, same<&O::log, &L::trace_verbose>},
    Compared{"log.logtime", Change::Logging, same<&O::log, &L::logtime>},
    Compared{"log.logtime_utc", Change::Logging, same<&O::log, &L::logtime_utc>},
    Compared{"log.file", Change::Logging, same<&O::log, &L::file>},
    Compared{"log.size_limit", Change::Logging, same<&O::log, &L::size_limit>},
    Compared{"log.max_files", Change::Logging, same<&O::log, &L::max_files>},
    Compared{"log.max_traced_msg_len", Change::Logging, same<&O::log, &L::max_traced_msg_len>},
    Compared{"log.syslog", Change::Logging, same<&O::log, &L::syslog>},
    Compared{"tls", Change::Tls, same<&O::tls>},
    Compared{"allow_non_tls", Change::Tls, same<&O::allow_non_tls>},
    Compared{"max_control_line", Change::Limits, same<&O::max_control_line>},
    Compared{"max_payload", Change::Info, same<&O::max_payload>},
    Compared{"max_pending", Change::Limits, same<&O::max_pending>},
    Compared{"max_subscriptions", Change::Limits, same<&O::max_subscriptions>},
    Compared{"max_sub_tokens", Change::Limits, same<&O::max_subscription_tokens>},
    Compared{"max_closed_clients", Change::Limits, same<&O::max_closed_clients>},
    Compared{"max_connections", Change::Connections, same<&O::max_connections>},
    Compared{"write_deadline", Change::Limits, same<&O::write_deadline>},
    Compared{"ping_interval", Change::Limits, same<&O::ping_interval>},
    Compared{"ping_max", Change::Limits, same<&O::ping_max>},
    Compared{"lame_duck_duration", Change::Limits, same<&O::lame_duck_duration>},
    Compared{"lame_duck_grace_period", Change::Limits, same<&O::lame_duck_grace_period>},
    Compared{"no_fast_producer_stall", Change::Limits, same<&O::no_fast_producer_stall>},
    Compared{"disable_sublist_cache", Change::Later, same<&O::disable_sublist_cache>},
    Compared{"no_header_support", Change::Info, same<&O::no_header_support>},
    Compared{"client_advertise", Change::Info, same<&O::client_advertise>},
    Compared{"server_tags", Change::Names, same<&O::server_tags>},
    Compared{"server_metadata", Change::Names, same<&O::server_metadata>},
    Compared{"authorization", Change::Users, same<&O::authorization>},
    Compared{"no_auth_user", Change::Users, same<&O::no_auth_user>},
    Compared{"accounts", Change::Accounts, same<&O::accounts>},
    Compared{"mappings", Change::Accounts, same<&O::mappings>},
    Compared{"resolver", Change::Resolver, same<&O::operators, &P::resolver>},
    Compared{"resolver_preload", Change::Resolver, same<&O::operators, &P::preload>},
    Compared{"resolver_pinned_accounts", Change::Resolver,
             same<&O::operators, &P::pinned_accounts>},
    Compared{"default_sentinel", Change::Users, same<&O::operators, &P::default_sentinel>},
    Compared{"pid_file", Change::PidFile, same<&O::pid_file>},
    Compared{"ports_file_dir", Change::PortsFile, same<&O::ports_file_dir>},
    Compared{"websocket.tls", Change::Websocket, same<&O::websocket, &W::tls>},
    Compared{"websocket.same_origin", Change::Websocket, same<&O::websocket, &W::same_origin>},
    Compared{"websocket.allowed_origins", Change::Websocket,
             same<&O::websocket, &W::allowed_origins>},
    Compared{"websocket.headers", Change::Websocket, same<&O::websocket, &W::headers>},
    Compared{"websocket.advertise", Change::Info, same<&O::websocket, &W::advertise>},
    Compared{"websocket.authorization", Change::Users, same<&O::websocket, &W::authorization>},
    Compared{"websocket.no_auth_user", Change::Users, same<&O::websocket, &W::no_auth_user>},
    Compared{"jetstream", Change::Later, same<&O::jetstream>},
    Compared{"leafnodes", Change::Later, same<&O::leafnodes>},
    Compared{"cluster", Change::Later, same<&O::cluster>},
    Compared{"gateway", Change::Later, same<&O::gateway>},
    Compared{"mqtt", Change::Later, same<&O::mqtt>},
};

std::string print_type(const Options& options) {
  constexpr std::array<std::string_view, 5> kNames = {"", "memory", "url", "full", "cache"};
  return std::string(kNames.at(static_cast<std::size_t>(options.operators.resolver.type)));
}

/// Tokens are long, and some open doors: how many there are is enough.
std::string print_operators(const Options& options) {
  return fmt::format("[{} operators, {} keys]", options.operators.jwts.size(),
                     options.operators.trusted_keys.size());
}

bool same_operators(const Options& a, const Options& b) {
  return a.operators.jwts == b.operators.jwts &&
         a.operators.trusted_keys == b.operators.trusted_keys;
}

constexpr std::array kFixed = {
    fixed<&O::host>("Host"),
    fixed<&O::port>("Port"),
    fixed<&O::server_name>("ServerName"),
    fixed<&O::http_host>("HTTPHost"),
    fixed<&O::http_port>("HTTPPort"),
    fixed<&O::https_port>("HTTPSPort"),
    fixed<&O::http_base_path>("HTTPBasePath"),
    fixed<&O::system_account>("SystemAccount"),
    fixed<&O::no_system_account>("NoSystemAccount"),
    fixed<&O::cluster_name>("cluster name"),
    Fixed{"TrustedOperators", same_operators, print_operators},
    Fixed{"AccountResolver", same<&O::operators, &P::resolver, &R::type>, print_type},
    fixed<&O::operators, &P::resolver, &R::dir>("resolver dir"),
    fixed<&O::websocket, &W::host>("Websocket host"),
    fixed<&O::websocket, &W::port>("Websocket port"),
    fixed<&O::websocket, &W::no_tls>("Websocket no_tls"),
    fixed<&O::websocket, &W::compression>("Websocket compression"),
    fixed<&O::websocket, &W::jwt_cookie>("Websocket jwt_cookie"),
    fixed<&O::websocket, &W::user_cookie>("Websocket user_cookie"),
    fixed<&O::websocket, &W::pass_cookie>("Websocket pass_cookie"),
    fixed<&O::websocket, &W::token_cookie>("Websocket token_cookie"),
    fixed<&O::jetstream, &J::store_dir>("jetstream storage directory"),
    fixed<&O::jetstream, &J::domain>("jetstream domain"),
};

}  // namespace

std::string_view name_of(Change change) {
  constexpr std::array<std::string_view, 13> kNames = {
      "logging",           "tls",  "limits", "users",    "accounts",   "resolver",
      "max_connections",   "info", "names",  "pid_file", "ports_file", "websocket",
      "parts that are off"};
  return kNames.at(static_cast<std::size_t>(change));
}

bool OptionsDiff::has(Change change) const {
  return std::ranges::find(changes, change) != changes.end();
}

Result<OptionsDiff> diff(const Options& now, const Options& next) {
  for (const auto& each : kFixed) {
    if (each.same(now, next)) continue;
    return Error(Code::Unsupported,
                 fmt::format("config reload not supported for {}: old={}, new={}", each.name,
                             each.print(now), each.print(next)))
        .hint("stop the server and start it again");
  }
  OptionsDiff out;
  for (const auto& each : kCompared) {
    if (each.same(now, next)) continue;
    out.fields.emplace_back(each.name);
    if (!out.has(each.change)) out.changes.push_back(each.change);
  }
  std::ranges::sort(out.changes);
  return out;
}

}  // namespace natsop::engine
