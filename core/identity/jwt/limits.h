#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/identity/jwt/permissions.h"
#include "core/identity/jwt/validation.h"
#include "core/json/doc.h"
#include "core/json/reader.h"

namespace natsop::identity::jwt {

/// JetStream limits of an account, or of one of its tiers; -1 is without limit, and 0 disables
/// storage of that type.
struct JetStreamLimits {
  std::int64_t memory_storage = 0;
  std::int64_t disk_storage = 0;
  std::int64_t streams = 0;
  std::int64_t consumers = 0;
  std::int64_t max_ack_pending = 0;          ///< 0 and -1: without limit
  std::int64_t memory_max_stream_bytes = 0;  ///< 0 and -1: without limit
  std::int64_t disk_max_stream_bytes = 0;    ///< 0 and -1: without limit
  bool max_bytes_required = false;

  [[nodiscard]] bool enabled() const { return memory_storage != 0 || disk_storage != 0; }
  /// True when nothing is limited; negative values of the last three count as 0.
  [[nodiscard]] bool unlimited() const;
  friend bool operator==(const JetStreamLimits&, const JetStreamLimits&) = default;
};

/// Limits an operator sets on an account (`limits`); -1 is without limit. All zero when absent.
struct AccountLimits {
  std::int64_t subscriptions = 0;
  std::int64_t data = 0;     ///< bytes
  std::int64_t payload = 0;  ///< bytes
  std::int64_t imports = 0;
  std::int64_t exports = 0;
  bool wildcard_exports = false;
  bool disallow_bearer = false;
  std::int64_t connections = 0;
  std::int64_t leaf_connections = 0;
  JetStreamLimits jetstream{};                     ///< without tiers
  std::map<std::string, JetStreamLimits> tiers{};  ///< by tier: "R1", "R3"

  /// As a new account has them: nothing limited, wildcards allowed, JetStream off.
  [[nodiscard]] static AccountLimits unlimited();
  [[nodiscard]] bool empty() const { return *this == AccountLimits{}; }
  [[nodiscard]] bool jetstream_enabled() const;
  friend bool operator==(const AccountLimits&, const AccountLimits&) = default;
};

/// A time of day range, "15:04:05"; the end may lie before the start (over midnight).
struct TimeRange {
  std::string start{};
  std::string end{};
  friend bool operator==(const TimeRange&, const TimeRange&) = default;
};

/// What a user may do: the body of a user's claims, and the template of a scoped signing key. All
/// zero when absent.
struct UserPermissionLimits {
  Permissions permissions{};
  std::vector<std::string> sources{};  ///< CIDRs the user may connect from; empty: anywhere
  std::vector<TimeRange> times{};      ///< when the user may connect; empty: always
  std::string times_location{};        ///< IANA time zone of `times`; empty: the server's
  std::int64_t subscriptions = 0;
  std::int64_t data = 0;     ///< bytes
  std::int64_t payload = 0;  ///< bytes
  bool bearer_token = false;
  bool proxy_required = false;
  std::vector<std::string> allowed_connection_types{};  ///< kConnectionTypes; empty: all

  /// As a new user or user scope has them: nothing limited.
  [[nodiscard]] static UserPermissionLimits unlimited();
  [[nodiscard]] bool empty() const { return *this == UserPermissionLimits{}; }
  friend bool operator==(const UserPermissionLimits&, const UserPermissionLimits&) = default;
};

inline constexpr std::string_view kConnectionTypes[] = {
    "STANDARD", "WEBSOCKET", "LEAFNODE", "LEAFNODE_WS", "MQTT", "MQTT_WS", "IN_PROCESS"};

/// Adds CIDRs (each may be a comma separated list) in lower case, without blanks or duplicates; and
/// removes them.
void add_cidrs(std::vector<std::string>& list, const std::vector<std::string>& more);
std::size_t remove_cidrs(std::vector<std::string>& list, const std::vector<std::string>& fewer);

/// True for "address/bits" with an IPv4 or IPv6 address.
[[nodiscard]] bool is_cidr(std::string_view text);
/// True for a time of day, "15:04:05".
[[nodiscard]] bool is_time_of_day(std::string_view text);

void validate(const AccountLimits& limits, ValidationResults& results);
void validate(const UserPermissionLimits& limits, ValidationResults& results);
void validate(const TimeRange& range, ValidationResults& results);

[[nodiscard]] json::Doc to_doc(const AccountLimits& limits);
void read(json::Reader& reader, AccountLimits& limits);
/// Puts the members of a user's body into `doc`: pub, sub, resp, src, times ...
/// allowed_connection_types.
void put(json::Doc& doc, const UserPermissionLimits& limits);
void read(json::Reader& reader, UserPermissionLimits& limits);

}  // namespace natsop::identity::jwt
