#include "core/engine/protocol/server_info.h"

#include <utility>

#include "core/json/doc.h"

namespace natsop::engine {

namespace {

using Members = std::vector<std::pair<std::string, json::Doc>>;

void add(Members& members, std::string_view key, std::string_view value) {
  if (!value.empty()) {
    members.emplace_back(key, json::Doc(value));
  }
}

void add(Members& members, std::string_view key, bool value) {
  if (value) {
    members.emplace_back(key, json::Doc(true));
  }
}

void add(Members& members, std::string_view key, const std::vector<std::string>& values) {
  if (!values.empty()) {
    members.emplace_back(key, json::Doc(values));
  }
}

}  // namespace

std::string info_line(const ServerInfo& server, const ConnectionInfo& connection) {
  const std::int64_t payload =
      connection.max_payload >= 0 ? connection.max_payload : server.max_payload;
  Members members{
      {"server_id", server.server_id},
      {"server_name", server.server_name},
      {"version", server.version},
      {"proto", 1},
  };
  add(members, "git_commit", server.git_commit);
  members.emplace_back("go", "");
  members.emplace_back("host", server.host);
  members.emplace_back("port", server.port);
  members.emplace_back("headers", server.headers);
  add(members, "auth_required", server.auth_required);
  add(members, "tls_required", server.tls_required && !connection.websocket);
  add(members, "tls_verify", server.tls_verify && !connection.websocket);
  add(members, "tls_available", server.tls_available && !connection.websocket);
  members.emplace_back("max_payload", payload);
  add(members, "jetstream", server.jetstream);
  add(members, "ip", server.ip);
  members.emplace_back("client_id", connection.client_id);
  add(members, "client_ip", connection.client_ip);
  add(members, "nonce", connection.nonce);
  add(members, "cluster", server.cluster);
  add(members, "domain", server.domain);
  add(members, "connect_urls", server.connect_urls);
  add(members, "ws_connect_urls", server.ws_connect_urls);
  add(members, "ldm", server.lame_duck);
  add(members, "connect_info", connection.connect_info);
  if (connection.connect_info) {
    add(members, "remote_account", connection.remote_account);
    add(members, "acc_is_sys", connection.system_account);
  }
  add(members, "xkey", server.xkey);
  return "INFO " + json::Doc::object(std::move(members)).dump_go() + " \r\n";
}

}  // namespace natsop::engine
