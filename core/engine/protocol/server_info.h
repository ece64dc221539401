#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace natsop::engine {

/// The version that the engine announces: clients and tools decide by it what they may use.
inline constexpr std::string_view kAnnouncedVersion = "2.10.29";

/// What INFO says to everyone (server.md 1.3). Empty and false members are left out of the JSON,
/// but for those that clients count on.
struct ServerInfo {
  std::string server_id;
  std::string server_name;
  std::string version = std::string(kAnnouncedVersion);
  std::string git_commit;
  std::string host;
  int port = 0;
  bool headers = true;
  bool auth_required = false;
  bool tls_required = false;
  bool tls_verify = false;
  bool tls_available = false;
  std::int64_t max_payload = 1 << 20;
  bool jetstream = false;
  std::string ip;
  std::string cluster;
  std::string domain;
  std::string xkey;
  std::vector<std::string> connect_urls;
  std::vector<std::string> ws_connect_urls;
  bool lame_duck = false;
};

/// What differs between connections.
struct ConnectionInfo {
  std::uint64_t client_id = 0;
  std::string_view client_ip{};
  std::string_view nonce{};           ///< empty: none
  std::int64_t max_payload = -1;      ///< of the account or user; -1: the server's
  bool connect_info = false;          ///< the second INFO, which names the account
  std::string_view remote_account{};  ///< with connect_info
  bool system_account = false;        ///< with connect_info
  bool websocket = false;             ///< says no tls_required: its listener sees to that
};

/// "INFO {…} \r\n".
[[nodiscard]] std::string info_line(const ServerInfo& server, const ConnectionInfo& connection);

}  // namespace natsop::engine
