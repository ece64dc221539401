#pragma once
#include <vector>

#include "core/engine/options/field.h"
#include "core/engine/options/options.h"

/// The options of each block of the file, one .cc for each; and what reads blocks that are shared.
/// Internal to this module.
namespace natsop::engine {

[[nodiscard]] const std::vector<Field<Options>>& top_fields();
[[nodiscard]] const std::vector<Field<TlsOptions>>& tls_fields();
[[nodiscard]] const std::vector<Field<PermissionRules>>& permission_fields();
[[nodiscard]] const std::vector<Field<UserOptions>>& user_fields();
[[nodiscard]] const std::vector<Field<AuthorizationOptions>>& authorization_fields();
[[nodiscard]] const std::vector<Field<AuthorizationOptions>>& leafnode_authorization_fields();
/// Of cluster, gateway, mqtt and websocket: one user or token.
[[nodiscard]] const std::vector<Field<AuthorizationOptions>>& listener_authorization_fields();
[[nodiscard]] const std::vector<Field<AccountOptions>>& account_fields();
[[nodiscard]] const std::vector<Field<AccountLimits>>& account_limit_fields();
[[nodiscard]] const std::vector<Field<ExportRule>>& export_fields();
[[nodiscard]] const std::vector<Field<ImportRule>>& import_fields();
[[nodiscard]] const std::vector<Field<MappingRule::Destination>>& mapping_fields();
[[nodiscard]] const std::vector<Field<ResolverOptions>>& resolver_fields();
[[nodiscard]] const std::vector<Field<WebsocketOptions>>& websocket_fields();
[[nodiscard]] const std::vector<Field<JetstreamOptions>>& jetstream_fields();
[[nodiscard]] const std::vector<Field<LeafnodeOptions>>& leafnode_fields();
[[nodiscard]] const std::vector<Field<LeafnodeRemoteOptions>>& leafnode_remote_fields();
[[nodiscard]] const std::vector<Field<ClusterOptions>>& cluster_fields();
[[nodiscard]] const std::vector<Field<GatewayOptions>>& gateway_fields();
[[nodiscard]] const std::vector<Field<MqttOptions>>& mqtt_fields();
[[nodiscard]] std::vector<OptionNote> jetstream_limit_notes();
[[nodiscard]] std::vector<OptionNote> account_jetstream_notes();

void read_tls(OptionReader& reader, const config::Value& value, std::optional<TlsOptions>& out);
void read_permissions(OptionReader& reader, const config::Value& value,
                      std::optional<PermissionRules>& out);
/// A mode, a boolean, or `{mode: …}` with more that is not looked at.
void read_compression(OptionReader& reader, const config::Value& value, std::string& out);
void read_users(OptionReader& reader, const config::Value& value, std::vector<UserOptions>& out,
                const std::vector<Field<UserOptions>>& fields);
void read_authorization(OptionReader& reader, const config::Value& value,
                        AuthorizationOptions& out);
/// For leafnodes and listeners, which have fewer options.
void read_authorization(OptionReader& reader, const config::Value& value, AuthorizationOptions& out,
                        const std::vector<Field<AuthorizationOptions>>& fields);
void read_accounts(OptionReader& reader, const config::Value& value,
                   std::vector<AccountOptions>& out);
void read_export(OptionReader& reader, const config::Value& value, std::vector<ExportRule>& out);
void read_import(OptionReader& reader, const config::Value& value, std::vector<ImportRule>& out);
void read_mappings(OptionReader& reader, const config::Value& value, std::vector<MappingRule>& out);
void read_operators(OptionReader& reader, const config::Value& value, OperatorOptions& out);
void read_resolver(OptionReader& reader, const config::Value& value, OperatorOptions& out);
void read_preload(OptionReader& reader, const config::Value& value, OperatorOptions& out);
void read_trusted_keys(OptionReader& reader, const config::Value& value, OperatorOptions& out);
void read_jetstream(OptionReader& reader, const config::Value& value, Options& out);
/// An account's own: whether it is enabled; limits are checked.
void read_account_jetstream(OptionReader& reader, const config::Value& value, bool& out);

// What blocks with a listener, and the top level, have in common.

/// host:port, into `host` and `port`.
template <class T>
void read_listen(OptionReader& reader, const config::Value& value, T& out) {
  reader.read_listen(value, out.host, out.port);
}

template <class T>
void read_port(OptionReader& reader, const config::Value& value, T& out) {
  reader.read_port(value, out.port);
}

template <class T>
void read_own_tls(OptionReader& reader, const config::Value& value, T& out) {
  read_tls(reader, value, out.tls);
}

template <class T>
void read_listener_authorization(OptionReader& reader, const config::Value& value, T& out) {
  read_authorization(reader, value, out.authorization, listener_authorization_fields());
}

template <class T>
void read_own_compression(OptionReader& reader, const config::Value& value, T& out) {
  read_compression(reader, value, out.compression);
}

}  // namespace natsop::engine
