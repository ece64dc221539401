#include "core/engine/options/validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "core/engine/options/advertise.h"
#include "core/engine/options/operator_validation.h"
#include "core/identity/jwt/token.h"
#include "core/text/ascii.h"
#include "core/text/duration.h"
#include "core/text/quote.h"

namespace natsop::engine {
namespace {

constexpr int kDefaultPort = 4222;

Error invalid(std::string text) { return {Code::Invalid, std::move(text)}; }

template <class T>
void restore(T& value, const T& fallback) {
  if (value == T{}) value = fallback;
}

const std::string& login_of(const UserOptions& user) {
  return user.nkey.empty() ? user.user : user.nkey;
}

bool is_user(const Options& options, std::string_view name) {
  const auto in = [&](const std::vector<UserOptions>& users) {
    return std::ranges::any_of(users, [&](const UserOptions& user) {
      return (!user.user.empty() && user.user == name) || (!user.nkey.empty() && user.nkey == name);
    });
  };
  return in(options.authorization.users) ||
         std::ranges::any_of(options.accounts,
                             [&](const AccountOptions& account) { return in(account.users); });
}

bool has_users(const Options& options) {
  return !options.authorization.users.empty() ||
         std::ranges::any_of(options.accounts,
                             [](const AccountOptions& account) { return !account.users.empty(); });
}

bool is_account(const Options& options, std::string_view name) {
  return name == "$G" ||
         std::ranges::find(options.accounts, name, &AccountOptions::name) != options.accounts.end();
}

Result<void> check_advertised(std::string_view option, const std::string& text) {
  if (text.empty()) return {};
  const auto read = parse_advertised(text, kDefaultPort);
  if (!read) return invalid(fmt::format("{}: {}", option, read.error().message()));
  return {};
}

Result<void> check_limits(const Options& options) {
  if (options.lame_duck_grace_period >= options.lame_duck_duration) {
    return invalid(fmt::format(
        "lame duck grace period ({}) should be strictly lower than lame duck duration ({})",
        text::print_go_duration(options.lame_duck_grace_period),
        text::print_go_duration(options.lame_duck_duration)));
  }
  if (options.max_payload > options.max_pending) {
    return invalid(fmt::format("max_payload ({}) cannot be higher than max_pending ({})",
                               options.max_payload, options.max_pending));
  }
  if (options.ping_interval < Duration{0} || options.write_deadline < Duration{0}) {
    return invalid("ping_interval and write_deadline cannot be negative");
  }
  if (options.max_control_line < 0 || options.max_pending < 0 || options.max_closed_clients < 0) {
    return invalid("max_control_line, max_pending and max_closed_clients cannot be negative");
  }
  NATSOP_CHECK(check_advertised("client_advertise", options.client_advertise));
  if (options.server_name.contains(' ')) return invalid("server name cannot contain spaces");
  if (options.cluster_name.contains(' ')) return invalid("cluster name cannot contain spaces");
  return {};
}

Result<void> check_monitoring(const Options& options) {
  if (options.http_port != 0 && options.https_port != 0) {
    return invalid(fmt::format("can't specify both HTTP ({}) and HTTPs ({}) ports",
                               options.http_port, options.https_port));
  }
  if (options.https_port != 0 && !options.tls) {
    return invalid("TLS cert and key required for HTTPS");
  }
  return {};
}

Result<void> check_no_auth_user(const Options& options, const std::string& name) {
  if (name.empty()) return {};
  if (options.operators.enabled()) {
    return invalid("no_auth_user not compatible with Trusted Operator");
  }
  if (!has_users(options)) {
    return invalid(fmt::format("no_auth_user: {} present, but users/nkeys are not defined",
                               text::go_quote(name)));
  }
  if (!is_user(options, name)) {
    return invalid(
        fmt::format("no_auth_user: {} not present as user or nkey in authorization block "
                    "or account configuration",
                    text::go_quote(name)));
  }
  return {};
}

Result<void> check_websocket(const Options& options) {
  const auto& websocket = options.websocket;
  if (websocket.port == 0) return {};
  NATSOP_CHECK(check_advertised("websocket.advertise", websocket.advertise));
  const bool certificate = websocket.tls && !websocket.tls->cert_file.empty();
  if (!websocket.no_tls && !certificate) return invalid("websocket requires TLS configuration");
  constexpr std::array<std::string_view, 6> kReserved = {"upgrade",
                                                         "connection",
                                                         "sec-websocket-accept",
                                                         "sec-websocket-extensions",
                                                         "nats-no-masking",
                                                         "sec-websocket-protocol"};
  for (const auto& [name, value] : websocket.headers) {
    if (std::ranges::find(kReserved, text::ascii_lower(name)) != kReserved.end()) {
      return invalid(
          fmt::format("websocket: the header {} is the server's own", text::go_quote(name)));
    }
  }
  if (!websocket.jwt_cookie.empty() && !options.operators.enabled()) {
    return invalid(
        fmt::format("trusted operators or trusted keys configuration is required for JWT "
                    "authentication via cookie {}",
                    text::go_quote(websocket.jwt_cookie)));
  }
  return check_no_auth_user(options, websocket.no_auth_user);
}

Result<void> check_pins(const std::optional<TlsOptions>& tls, std::string_view block) {
  if (tls && !tls->pinned_certs.empty() && !tls->verify) {
    return invalid(fmt::format("{} pinned_certs need \"verify: true\"", block));
  }
  return {};
}

Result<void> check_jetstream(const Options& options) {
  if (!options.jetstream.enabled || options.cluster.port == 0) return {};
  if (options.server_name.empty()) {
    return invalid("jetstream cluster requires `server_name` to be set");
  }
  if (options.cluster_name.empty()) {
    return invalid("jetstream cluster requires `cluster.name` to be set");
  }
  return {};
}

Result<void> check_leafnodes(const Options& options) {
  const auto& remotes = options.leafnodes.remotes;
  for (auto remote = remotes.begin(); remote != remotes.end(); ++remote) {
    if (!remote->account.empty() && !options.operators.enabled() &&
        !is_account(options, remote->account)) {
      return invalid(fmt::format("cannot find local account {} specified in leafnode remote",
                                 text::go_quote(remote->account)));
    }
    const bool twice =
        std::any_of(remotes.begin(), remote, [&](const LeafnodeRemoteOptions& other) {
          return other.urls == remote->urls && other.account == remote->account &&
                 other.credentials == remote->credentials;
        });
    if (twice) {
      return invalid(fmt::format("duplicate remote for account {}",
                                 text::go_quote(remote->account.empty() ? "$G" : remote->account)));
    }
  }
  const bool system = !options.system_account.empty() || is_account(options, "$SYS");
  if (options.leafnodes.present && options.gateway.present && !system) {
    return invalid(
        "leaf nodes and gateways (both being defined) require a system account to also be "
        "configured");
  }
  return {};
}

Result<void> check_clusters(const Options& options) {
  if (options.gateway.port != 0 && options.gateway.name.empty()) {
    return invalid("gateway has no name");
  }
  const bool named = !options.gateway.name.empty() && !options.cluster.name.empty();
  if (named && options.gateway.name != options.cluster.name) {
    return invalid("cluster name conflicts with gateway name");
  }
  if (options.mqtt.port == 0) return {};
  const bool clustered = options.cluster.port != 0 || options.gateway.port != 0;
  if (clustered && options.server_name.empty()) {
    return invalid("mqtt requires server name to be explicitly set");
  }
  if (!clustered && !options.jetstream.enabled && options.leafnodes.remotes.empty()) {
    return invalid("mqtt requires JetStream to be enabled if running in standalone mode");
  }
  return {};
}

Result<void> check_system_account(const Options& options) {
  if (options.operators.enabled() || options.system_account.empty()) return {};
  if (options.no_system_account) {
    return invalid("system_account and no_system_account contradict each other");
  }
  if (options.system_account == "$G") {
    return invalid("the global account cannot be the system account");
  }
  const auto account =
      std::ranges::find(options.accounts, options.system_account, &AccountOptions::name);
  if (account != options.accounts.end() && account->jetstream) {
    return invalid("Not allowed to enable JetStream on the system account");
  }
  if (options.system_account != "$SYS" && account == options.accounts.end()) {
    return invalid(fmt::format("error resolving system account: account missing: {}",
                               text::go_quote(options.system_account)));
  }
  return {};
}

/// A password of the whole server, beside users of its accounts, would be nobody's.
Result<void> check_users(const Options& options) {
  const bool users = has_users(options);
  if (users && (!options.authorization.user.empty() || !options.authorization.password.empty())) {
    return invalid("Can not have a single user/pass and a users array");
  }
  if (users && !options.authorization.token.empty()) {
    return invalid("Can not have a token and a users array");
  }
  std::set<std::string_view> logins;
  for (const auto& user : options.authorization.users) logins.insert(login_of(user));
  for (const auto& account : options.accounts) {
    for (const auto& user : account.users) {
      if (!logins.contains(login_of(user))) continue;
      return invalid(fmt::format("Duplicate {} {} detected", user.nkey.empty() ? "user" : "nkey",
                                 text::go_quote(login_of(user))));
    }
  }
  return {};
}

/// With operators whose token names a system account, that is it.
void adopt_system_account(Options& options) {
  if (!options.system_account.empty()) return;
  for (const auto& token : options.operators.jwts) {
    const auto claims = identity::jwt::decode_operator(token);
    if (!claims || claims->system_account.empty()) continue;
    options.system_account = claims->system_account;
    return;
  }
}

/// The account server of an operator is where accounts come from when nothing else is said.
void adopt_resolver(Options& options) {
  auto& resolver = options.operators.resolver;
  if (resolver.type != ResolverOptions::Type::None || options.operators.jwts.empty()) return;
  const auto claims = identity::jwt::decode_operator(options.operators.jwts.front());
  if (!claims) return;
  const std::string& url = claims->account_server_url;
  // Others, nats:// above all, are for whoever pushes accounts.
  if (!url.starts_with("http://") && !url.starts_with("https://")) return;
  resolver.type = ResolverOptions::Type::Url;
  resolver.url = url + (url.ends_with('/') ? "accounts/" : "/accounts/");
}

/// What a later version will do, said once for each part.
void warn_of_features(Options& options) {
  const auto off = [&](std::string_view part) {
    options.warnings.push_back(
        fmt::format("{}: not part of this version of natsop, and off", part));
  };
  const bool accounts = std::ranges::any_of(options.accounts, &AccountOptions::jetstream);
  if (options.jetstream.enabled || accounts) off("jetstream");
  if (options.cluster.port != 0 || !options.cluster.routes.empty()) off("cluster");
  if (options.leafnodes.present) off("leafnodes");
  if (options.gateway.present) off("gateway");
  if (options.mqtt.present) off("mqtt");
}

}  // namespace

void complete(Options& options) {
  const Options defaults;
  restore(options.host, defaults.host);
  restore(options.port, kDefaultPort);
  restore(options.max_connections, defaults.max_connections);
  restore(options.max_payload, defaults.max_payload);
  restore(options.max_pending, defaults.max_pending);
  restore(options.max_control_line, defaults.max_control_line);
  restore(options.ping_interval, defaults.ping_interval);
  restore(options.ping_max, defaults.ping_max);
  restore(options.write_deadline, defaults.write_deadline);
  restore(options.lame_duck_duration, defaults.lame_duck_duration);
  restore(options.lame_duck_grace_period, defaults.lame_duck_grace_period);
  restore(options.max_closed_clients, defaults.max_closed_clients);
  restore(options.http_host, options.host);
  restore(options.websocket.host, defaults.host);
  if (options.tls && options.tls->timeout == Duration{0})
    options.tls->timeout = TlsOptions{}.timeout;
  if (options.authorization.timeout == Duration{0}) {
    options.authorization.timeout = options.usual_login_timeout();
  }
  auto& resolver = options.operators.resolver;
  if (resolver.type == ResolverOptions::Type::Cache && resolver.limit == 0) {
    resolver.limit = kCachedAccounts;
  }
  adopt_system_account(options);
  adopt_resolver(options);
  warn_of_features(options);
}

Result<void> validate(const Options& options) {
  NATSOP_CHECK(check_limits(options));
  NATSOP_CHECK(validate_operators(options));
  NATSOP_CHECK(check_system_account(options));
  NATSOP_CHECK(check_users(options));
  NATSOP_CHECK(check_no_auth_user(options, options.no_auth_user));
  NATSOP_CHECK(check_monitoring(options));
  NATSOP_CHECK(check_websocket(options));
  NATSOP_CHECK(check_pins(options.tls, "tls"));
  NATSOP_CHECK(check_jetstream(options));
  NATSOP_CHECK(check_leafnodes(options));
  return check_clusters(options);
}

}  // namespace natsop::engine
