#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/identity/jwt/limits.h"
#include "core/identity/jwt/validation.h"
#include "core/json/doc.h"
#include "core/json/reader.h"

namespace natsop::identity::jwt {

/// What users signed with a scoped signing key may do. Their own claims have no limits; the
/// template may hold variables such as {{name()}} that the server fills in.
struct UserScope {
  std::string role{};
  UserPermissionLimits limits = UserPermissionLimits::unlimited();
  std::string description{};

  friend bool operator==(const UserScope&, const UserScope&) = default;
};

/// An account's signing keys by public key; those without a scope may sign anything in the account.
using SigningKeys = std::map<std::string, std::optional<UserScope>, std::less<>>;

/// The key whose scope has this role; empty when there is none.
[[nodiscard]] std::string key_of_role(const SigningKeys& keys, std::string_view role);

void validate(const SigningKeys& keys, ValidationResults& results);
[[nodiscard]] json::Doc to_doc(const SigningKeys& keys);
void read(json::Reader& reader, std::string_view key, SigningKeys& keys);

}  // namespace natsop::identity::jwt
