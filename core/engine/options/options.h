#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/accounts/account.h"
#include "core/engine/accounts/permissions.h"
#include "core/engine/accounts/rules.h"
#include "core/engine/options/authorization_options.h"
#include "core/engine/options/feature_options.h"
#include "core/engine/options/tls_options.h"

namespace natsop::engine {

/// One of `accounts`.
struct AccountOptions {
  std::string name;
  std::string nkey;
  std::vector<UserOptions> users;
  std::vector<ExportRule> exports;
  std::vector<ImportRule> imports;
  std::vector<MappingRule> mappings;
  std::optional<PermissionRules> default_permissions;
  AccountLimits limits;
  bool jetstream = false;
  friend bool operator==(const AccountOptions&, const AccountOptions&) = default;
};

struct ResolverOptions {
  enum class Type : std::uint8_t { None, Memory, Url, Full, Cache };
  Type type = Type::None;
  std::string url;
  std::filesystem::path dir;
  bool allow_delete = false;
  bool hard_delete = false;
  std::int64_t limit = 0;  ///< JWTs kept; 0: none for full, 1000 for cache
  Duration interval = std::chrono::minutes(1);
  Duration ttl{0};
  Duration timeout = std::chrono::milliseconds(1900);
  friend bool operator==(const ResolverOptions&, const ResolverOptions&) = default;
};

struct OperatorOptions {
  std::vector<std::string> jwts;  ///< texts of the operators' tokens; empty: no operator mode
  std::vector<std::string> trusted_keys;  ///< instead of tokens
  ResolverOptions resolver;
  std::map<std::string, std::string> preload;  ///< account key to token
  std::vector<std::string> pinned_accounts;
  std::string default_sentinel;

  [[nodiscard]] bool enabled() const { return !jwts.empty() || !trusted_keys.empty(); }
  friend bool operator==(const OperatorOptions&, const OperatorOptions&) = default;
};

struct WebsocketOptions {
  std::string host;
  int port = 0;  ///< 0: no listener; -1: any free one
  std::string advertise;
  bool no_tls = false;
  std::optional<TlsOptions> tls;
  bool same_origin = false;
  std::vector<std::string> allowed_origins;
  bool compression = false;
  Duration handshake_timeout = std::chrono::seconds(2);
  Duration ping_interval{0};
  std::string no_auth_user;
  AuthorizationOptions authorization;
  std::string jwt_cookie, user_cookie, pass_cookie, token_cookie;
  std::map<std::string, std::string> headers;
  friend bool operator==(const WebsocketOptions&, const WebsocketOptions&) = default;
};

struct LogOptions {
  bool debug = false;
  bool trace = false;
  bool trace_verbose = false;  ///< payloads and system account too
  bool logtime = true;
  bool logtime_utc = false;
  std::filesystem::path file;  ///< empty: standard error
  std::int64_t size_limit = 0;
  std::int64_t max_files = 0;
  std::int64_t max_traced_msg_len = 0;
  bool syslog = false;  ///< to the machine's, instead of a file
  friend bool operator==(const LogOptions&, const LogOptions&) = default;
};

/// Everything that a server is told: the file, overridden by flags. Defaults as nats-server's.
struct Options {
  std::string host = "0.0.0.0";
  int port = 4222;  ///< -1: any free one
  std::string server_name;
  std::string client_advertise;
  std::vector<std::string> server_tags;
  std::map<std::string, std::string> server_metadata;

  std::string http_host;
  int http_port = 0;  ///< 0: no monitoring; -1: any free one
  int https_port = 0;
  std::string http_base_path;

  std::int64_t max_control_line = 4096;
  std::int64_t max_payload = 1 << 20;
  std::int64_t max_pending = 64 << 20;
  std::int64_t max_connections = 64 << 10;
  std::int64_t max_subscriptions = 0;  ///< of one connection; 0: no limit
  std::int64_t max_subscription_tokens = 0;
  std::int64_t max_closed_clients = 10000;
  Duration write_deadline = std::chrono::seconds(10);
  Duration ping_interval = std::chrono::minutes(2);
  int ping_max = 2;
  Duration lame_duck_duration = std::chrono::minutes(2);
  Duration lame_duck_grace_period = std::chrono::seconds(10);
  bool no_header_support = false;
  bool always_enable_nonce = false;
  bool disable_sublist_cache = false;
  bool no_fast_producer_stall = false;
  bool allow_non_tls = false;

  std::optional<TlsOptions> tls;
  AuthorizationOptions authorization;
  std::string no_auth_user;
  std::vector<AccountOptions> accounts;
  std::string system_account;
  bool no_system_account = false;
  std::vector<MappingRule> mappings;  ///< of $G
  OperatorOptions operators;
  WebsocketOptions websocket;
  LogOptions log;
  std::string cluster_name;

  JetstreamOptions jetstream;
  LeafnodeOptions leafnodes;
  ClusterOptions cluster;
  GatewayOptions gateway;
  MqttOptions mqtt;

  std::filesystem::path pid_file;
  std::filesystem::path ports_file_dir;
  std::filesystem::path config_file;  ///< empty: none
  std::string config_digest;          ///< "sha256:…"
  /// What was accepted without effect, for the log: "mqtt: …".
  std::vector<std::string> warnings;

  /// How long clients may take to log in where `authorization` does not say.
  [[nodiscard]] Duration usual_login_timeout() const {
    return tls ? tls->timeout + std::chrono::seconds(1) : Duration(std::chrono::seconds(2));
  }
  friend bool operator==(const Options&, const Options&) = default;
};

}  // namespace natsop::engine
