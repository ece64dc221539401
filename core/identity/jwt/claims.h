#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/identity/jwt/validation.h"
#include "core/identity/nkey.h"
#include "core/json/doc.h"

namespace natsop::identity::jwt {

/// The version of the claims this code writes; version 1 is read and migrated.
inline constexpr int kVersion = 2;

/// The number that stands for "no limit" in every limit.
inline constexpr std::int64_t kNoLimit = -1;

enum class ClaimType {
  Operator,
  Account,
  User,
  Activation,
  AuthorizationRequest,
  AuthorizationResponse,
  Generic,
};

/// "operator", "account", "user", "activation", "authorization_request", "authorization_response",
/// "generic".
[[nodiscard]] std::string_view name_of(ClaimType type);

/// What all claims have in common. Times are seconds since 1970, 0 when unset; encode() fills in
/// issuer, issued_at and id.
struct ClaimsData {
  std::string audience{};
  std::int64_t expires = 0;
  std::string id{};
  std::int64_t issued_at = 0;
  std::string issuer{};
  std::string name{};
  std::int64_t not_before = 0;
  std::string subject{};
  std::vector<std::string> tags{};
  int version = kVersion;  ///< 1 after reading a version 1 token, until it is encoded again

  friend bool operator==(const ClaimsData&, const ClaimsData&) = default;
};

/// Adds tags, trimmed and in lower case, that are not there yet; empty ones are left out.
void add_tags(std::vector<std::string>& tags, const std::vector<std::string>& more);
/// Removes tags, compared as add_tags writes them; returns how many were there.
std::size_t remove_tags(std::vector<std::string>& tags, const std::vector<std::string>& fewer);
[[nodiscard]] bool has_tag(const std::vector<std::string>& tags, std::string_view tag);

/// Adds the texts that are not there yet; empty ones are left out.
void add_texts(std::vector<std::string>& list, const std::vector<std::string>& more);
/// Removes texts; returns how many were there.
std::size_t remove_texts(std::vector<std::string>& list, const std::vector<std::string>& fewer);

/// Whole seconds since 1970, as claims hold times.
[[nodiscard]] std::int64_t unix_seconds(Time time);

/// True when the claims have expired at that time, or are not valid yet.
[[nodiscard]] bool is_expired(const ClaimsData& claims, Time now);
[[nodiscard]] bool is_early(const ClaimsData& claims, Time now);

/// The checks common to all claims: the two time checks.
void validate_times(const ClaimsData& claims, Time now, ValidationResults& results);

}  // namespace natsop::identity::jwt
