#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace natsop::engine {

/// Durations of options. Zero has the meaning that each option says.
using Duration = std::chrono::nanoseconds;

/// `tls {}` of any block.
struct TlsOptions {
  std::filesystem::path cert_file;
  std::filesystem::path key_file;
  std::filesystem::path ca_file;  ///< empty: the system's
  bool verify = false;            ///< demand a certificate and check it
  bool verify_and_map = false;    ///< and find the user by it
  bool insecure = false;          ///< remotes: do not check the server
  Duration timeout = std::chrono::seconds(2);
  bool timeout_set = false;
  std::string min_version;                 ///< "1.2", "1.3"; empty: 1.2
  std::vector<std::string> cipher_suites;  ///< Go's names; empty: the library's
  std::vector<std::string> curve_preferences;
  std::optional<Duration> handshake_first;  ///< zero: always before INFO; else INFO after so long
  bool verify_known_urls = false;           ///< verify_cert_and_check_known_urls
  std::vector<std::string> pinned_certs;    ///< hex SHA-256 of public keys
  std::int64_t connection_rate_limit = 0;   ///< handshakes a second; 0: no limit
  friend bool operator==(const TlsOptions&, const TlsOptions&) = default;
};

}  // namespace natsop::engine
