#include "core/identity/jwt/revocations.h"

#include <algorithm>

namespace natsop::identity::jwt {

void revoke(RevocationList& list, std::string_view key, std::int64_t at) {
  auto& stamp = list.try_emplace(std::string(key), at).first->second;
  stamp = std::max(stamp, at);
}

bool clear_revocation(RevocationList& list, std::string_view key) {
  const auto found = list.find(key);
  if (found == list.end()) return false;
  list.erase(found);
  return true;
}

bool is_revoked(const RevocationList& list, std::string_view key, std::int64_t issued_at) {
  const auto covers = [&](std::string_view entry) {
    const auto found = list.find(entry);
    return found != list.end() && found->second >= issued_at;
  };
  return covers(kAllKeys) || covers(key);
}

std::vector<std::string> compact(RevocationList& list) {
  std::vector<std::string> covered;
  const auto all = list.find(kAllKeys);
  if (all == list.end()) return covered;
  const auto until = all->second;
  for (const auto& [key, at] : list) {
    if (key != kAllKeys && at <= until) covered.push_back(key);
  }
  for (const auto& key : covered) list.erase(key);
  return covered;
}

json::Doc to_doc(const RevocationList& list) {
  std::vector<std::pair<std::string, json::Doc>> members;
  for (const auto& [key, at] : list) members.emplace_back(key, at);
  return json::Doc::object(std::move(members));
}

void read(json::Reader& reader, std::string_view key, RevocationList& list) {
  const auto doc = reader.object(key);
  for (const auto& [name, at] : doc.members()) {
    if (at.type() != json::Type::Integer) return reader.fail(key, "expected seconds by key");
    list[name] = at.integer();
  }
}

}  // namespace natsop::identity::jwt
