#include "core/identity/jwt/codec.h"

#include <algorithm>

#include "core/text/ascii.h"
#include "core/text/quote.h"

namespace natsop::identity::jwt {
namespace {

constexpr std::size_t kQuotedMax = 512;

}  // namespace

void put_set(json::Doc& doc, std::string_view key, const std::string& value) {
  if (!value.empty()) doc.put(key, value);
}

void put_set(json::Doc& doc, std::string_view key, const std::vector<std::string>& value) {
  if (!value.empty()) doc.put(key, value);
}

void put_trailer(json::Doc& nats, const ClaimsData& claims, ClaimType type) {
  put_set(nats, "tags", claims.tags);
  nats.put("type", name_of(type));
  nats.put("version", claims.version);
}

json::Reader fields(const json::Doc& doc, std::string path) {
  const auto members = doc.members();
  const bool any_upper = std::ranges::any_of(members, [](const auto& member) {
    return std::ranges::any_of(member.first, text::is_upper);
  });
  if (!any_upper) return {doc, std::move(path)};
  json::Doc lower = json::Doc::object();
  for (const auto& [key, value] : members) lower.put(text::ascii_lower(key), value);
  return {lower, std::move(path)};
}

std::string quoted(std::string_view text) {
  if (text.size() <= kQuotedMax) return text::go_quote(text);
  auto out = text::go_quote(text.substr(0, kQuotedMax));
  out.insert(out.size() - 1, "...");
  return out;
}

}  // namespace natsop::identity::jwt
