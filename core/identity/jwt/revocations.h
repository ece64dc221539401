#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/json/doc.h"
#include "core/json/reader.h"

namespace natsop::identity::jwt {

/// Stands for every key in a RevocationList.
inline constexpr std::string_view kAllKeys = "*";

/// When a key was revoked (seconds since 1970): tokens issued to it until then are refused. By
/// public key or kAllKeys.
using RevocationList = std::map<std::string, std::int64_t, std::less<>>;

/// Revokes a key's tokens issued until `at`; a later revocation that is already there stays.
void revoke(RevocationList& list, std::string_view key, std::int64_t at);
/// True when it was there.
bool clear_revocation(RevocationList& list, std::string_view key);
[[nodiscard]] bool is_revoked(const RevocationList& list, std::string_view key,
                              std::int64_t issued_at);
/// Removes the keys that kAllKeys covers, and returns them.
std::vector<std::string> compact(RevocationList& list);

[[nodiscard]] json::Doc to_doc(const RevocationList& list);
void read(json::Reader& reader, std::string_view key, RevocationList& list);

}  // namespace natsop::identity::jwt
