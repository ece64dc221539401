#include "core/identity/jwt/claims.h"

#include <algorithm>
#include <array>

#include "core/text/ascii.h"

namespace natsop::identity::jwt {
namespace {

constexpr std::array<std::string_view, 7> kNames = {
    "operator", "account", "user", "activation", "authorization_request", "authorization_response",
    "generic"};

std::string normal_tag(std::string_view tag) { return text::ascii_lower(text::trim(tag)); }

std::vector<std::string> normal_tags(const std::vector<std::string>& tags) {
  std::vector<std::string> out;
  for (const auto& tag : tags) out.push_back(normal_tag(tag));
  return out;
}

}  // namespace

std::string_view name_of(ClaimType type) { return kNames.at(static_cast<std::size_t>(type)); }

void add_texts(std::vector<std::string>& list, const std::vector<std::string>& more) {
  for (const auto& text : more) {
    if (!text.empty() && !(std::ranges::find(list, text) != list.end())) list.push_back(text);
  }
}

std::size_t remove_texts(std::vector<std::string>& list, const std::vector<std::string>& fewer) {
  return std::erase_if(list, [&](const std::string& text) {
    return (std::ranges::find(fewer, text) != fewer.end());
  });
}

void add_tags(std::vector<std::string>& tags, const std::vector<std::string>& more) {
  add_texts(tags, normal_tags(more));
}

std::size_t remove_tags(std::vector<std::string>& tags, const std::vector<std::string>& fewer) {
  return remove_texts(tags, normal_tags(fewer));
}

bool has_tag(const std::vector<std::string>& tags, std::string_view tag) {
  return std::ranges::find(tags, normal_tag(tag)) != tags.end();
}

std::int64_t unix_seconds(Time time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

bool is_expired(const ClaimsData& claims, Time now) {
  return claims.expires > 0 && unix_seconds(now) > claims.expires;
}

bool is_early(const ClaimsData& claims, Time now) {
  return claims.not_before > 0 && claims.not_before > unix_seconds(now);
}

void validate_times(const ClaimsData& claims, Time now, ValidationResults& results) {
  if (is_expired(claims, now)) results.time_check("claim is expired");
  if (is_early(claims, now)) results.time_check("claim is not yet valid");
}

}  // namespace natsop::identity::jwt
