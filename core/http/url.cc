#include "core/http/url.h"

#include <fmt/format.h>

#include "core/text/ascii.h"

namespace natsop::http {
namespace {

/// Splits "http://host" from the rest, which begins with a slash or a question mark, or is empty.
std::pair<std::string_view, std::string_view> split_origin(std::string_view url) {
  const auto scheme = url.find("://");
  const auto start = scheme == std::string_view::npos ? 0 : scheme + 3;
  const auto end = std::min(url.find_first_of("/?#", start), url.size());
  return {url.substr(0, end), url.substr(end)};
}

bool is_port(std::string_view text) {
  if (text.empty() || text.size() > 5) return false;
  for (const char c : text) {
    if (!text::is_digit(c)) return false;
  }
  return true;
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  const auto bad = [&](std::string_view why) {
    return Error(Code::Invalid, fmt::format("url \"{}\" {}", text, why));
  };
  for (const char c : text) {
    if (text::is_space(c) || static_cast<unsigned char>(c) < 0x20) return bad("contains a space");
  }
  const auto [origin, rest] = split_origin(text);
  Url url;
  const auto scheme = origin.find("://");
  const auto name = text::ascii_lower(origin.substr(0, scheme));
  if (scheme == std::string_view::npos || (name != "http" && name != "https")) {
    return bad("is not an http or https url");
  }
  url.tls = name == "https";
  std::string_view host = origin.substr(scheme + 3);
  if (host.find('@') != std::string_view::npos) return bad("must not hold credentials");
  url.authority = host;
  url.port = url.tls ? "443" : "80";
  const auto colon = host.rfind(':');
  if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos) {
    url.port = host.substr(colon + 1);
    if (!is_port(url.port)) return bad("has a bad port");
    host = host.substr(0, colon);
  }
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty()) return bad("has no host");
  url.host = host;
  url.target = rest.substr(0, rest.find('#'));
  if (!url.target.starts_with('/')) url.target.insert(0, "/");
  return url;
}

std::string join_url(std::string_view url, std::string_view path) {
  const auto [origin, rest] = split_origin(url);
  const auto cut = std::min(rest.find_first_of("?#"), rest.size());
  std::string_view base = rest.substr(0, cut);
  while (base.ends_with('/')) base.remove_suffix(1);
  return fmt::format("{}{}/{}{}", origin, base, path, rest.substr(cut));
}

std::string resolve_url(std::string_view base, std::string_view location) {
  if (location.find("://") != std::string_view::npos) return std::string(location);
  const auto [origin, rest] = split_origin(base);
  if (location.starts_with("//")) {
    return fmt::format("{}:{}", origin.substr(0, origin.find(':')), location);
  }
  if (location.starts_with('/')) return fmt::format("{}{}", origin, location);
  const auto path = rest.substr(0, rest.find_first_of("?#"));
  return fmt::format("{}{}{}", origin, path.substr(0, path.rfind('/') + 1), location);
}

}  // namespace natsop::http
