#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/options/authorization_options.h"
#include "core/engine/options/tls_options.h"

/// Options of the parts that later versions add: read and checked like all others, and without
/// effect so far.
namespace natsop::engine {

/// `jetstream`, and the flags -js and -sd.
struct JetstreamOptions {
  bool enabled = false;
  std::filesystem::path store_dir;  ///< empty: a folder of the system's for temporary files
  std::string domain;
  std::string unique_tag;
  std::string extension_hint;
  bool strict = true;
  std::int64_t max_memory = -1;  ///< bytes; -1: by the machine's memory
  std::int64_t max_file = -1;    ///< bytes; -1: by the disk's space
  std::chrono::nanoseconds sync_interval = std::chrono::minutes(2);
  bool sync_always = false;
  friend bool operator==(const JetstreamOptions&, const JetstreamOptions&) = default;
};

/// One of `leafnodes.remotes`.
struct LeafnodeRemoteOptions {
  std::vector<std::string> urls;  ///< may hold a password
  std::string account;            ///< the local one; empty: $G
  std::filesystem::path credentials;
  std::string nkey;  ///< a seed, or the path of a file that holds one
  std::optional<TlsOptions> tls;
  std::vector<std::string> deny_imports;
  std::vector<std::string> deny_exports;
  bool hub = false;
  bool no_randomize = false;
  bool disabled = false;
  bool websocket_compression = false;
  bool websocket_no_masking = false;
  friend bool operator==(const LeafnodeRemoteOptions&, const LeafnodeRemoteOptions&) = default;
};

struct LeafnodeOptions {
  bool present = false;
  std::string host;
  int port = 0;  ///< 0: no listener; -1: any free one
  std::string advertise;
  bool no_advertise = false;
  std::string min_version;
  std::string compression;
  std::chrono::nanoseconds reconnect = std::chrono::seconds(1);
  std::optional<TlsOptions> tls;
  AuthorizationOptions authorization;
  std::vector<LeafnodeRemoteOptions> remotes;
  friend bool operator==(const LeafnodeOptions&, const LeafnodeOptions&) = default;
};

struct ClusterOptions {
  bool present = false;
  std::string name;
  std::string host;
  int port = 0;  ///< 0: no listener; -1: any free one
  std::string advertise;
  bool no_advertise = false;
  int connect_retries = 0;
  int pool_size = 0;
  std::string compression;
  std::optional<TlsOptions> tls;
  AuthorizationOptions authorization;
  std::vector<std::string> routes;  ///< URLs; may hold a password
  std::vector<std::string> pinned_accounts;
  friend bool operator==(const ClusterOptions&, const ClusterOptions&) = default;
};

struct GatewayOptions {
  struct Remote {
    std::string name;
    std::vector<std::string> urls;
    friend bool operator==(const Remote&, const Remote&) = default;
  };
  bool present = false;
  std::string name;
  std::string host;
  int port = 0;
  std::string advertise;
  bool reject_unknown = false;
  int connect_retries = 0;
  std::optional<TlsOptions> tls;
  AuthorizationOptions authorization;
  std::vector<Remote> remotes;
  friend bool operator==(const GatewayOptions&, const GatewayOptions&) = default;
};

struct MqttOptions {
  bool present = false;
  std::string host;
  int port = 0;
  std::string no_auth_user;
  std::string js_domain;
  std::int64_t stream_replicas = 0;
  std::int64_t consumer_replicas = 0;
  std::int64_t max_ack_pending = 0;
  std::optional<TlsOptions> tls;
  AuthorizationOptions authorization;
  friend bool operator==(const MqttOptions&, const MqttOptions&) = default;
};

}  // namespace natsop::engine
