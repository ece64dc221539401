#include "core/identity/jwt/url_rules.h"

#include <algorithm>

#include "core/identity/jwt/codec.h"
#include "core/text/ascii.h"

namespace natsop::identity::jwt {
namespace {

bool is_hex(char c) {
  return text::is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Takes the scheme and its colon off the front of `rest`; an empty one when there is none.
Result<std::string> take_scheme(std::string_view& rest) {
  for (std::size_t i = 0; i < rest.size(); ++i) {
    const char c = rest[i];
    if (text::is_alpha(c)) continue;
    if (c == ':') {
      if (i == 0) return Error(Code::Invalid, "missing protocol scheme");
      std::string scheme = text::ascii_lower(rest.substr(0, i));
      rest.remove_prefix(i + 1);
      return scheme;
    }
    if (i == 0 || (!text::is_digit(c) && c != '+' && c != '-' && c != '.')) break;
  }
  return std::string();
}

Result<void> check_escapes(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') continue;
    if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) {
      return Error(Code::Invalid, "invalid URL escape " + quoted(text.substr(i, 3)));
    }
    i += 2;
  }
  return {};
}

Result<void> check_port(std::string_view port) {
  if (port.empty() || (port[0] == ':' && std::ranges::all_of(port.substr(1), text::is_digit)))
    return {};
  return Error(Code::Invalid, "invalid port " + quoted(port) + " after host");
}

Result<void> read_host(std::string_view host, UrlParts& parts) {
  if (host.starts_with('[')) {
    const auto close = host.rfind(']');
    if (close == std::string_view::npos) return Error(Code::Invalid, "missing ']' in host");
    NATSOP_CHECK(check_port(host.substr(close + 1)));
    parts.host = host.substr(1, close - 1);
    return {};
  }
  const auto colon = std::min(host.rfind(':'), host.size());
  NATSOP_CHECK(check_port(host.substr(colon)));
  NATSOP_CHECK(check_escapes(host));
  constexpr std::string_view kForbidden = " \\^`{|}<>\"";
  if (const auto at = host.find_first_of(kForbidden); at != std::string_view::npos) {
    return Error(Code::Invalid,
                 "invalid character " + quoted(host.substr(at, 1)) + " in host name");
  }
  parts.host = host.substr(0, colon);
  return {};
}

Result<void> read_authority(std::string_view authority, UrlParts& parts) {
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    parts.has_user = true;
    const auto user = authority.substr(0, at);
    const bool plain = std::ranges::all_of(user, [](char c) {
      return text::is_alpha(c) || text::is_digit(c) ||
             std::string_view("-._:~!$&'()*+,;=%@").contains(c);
    });
    if (!plain) return Error(Code::Invalid, "net/url: invalid userinfo");
    NATSOP_CHECK(check_escapes(user));
    authority.remove_prefix(at + 1);
  }
  return read_host(authority, parts);
}

Result<UrlParts> parse_parts(std::string_view rest) {
  const bool control =
      std::ranges::any_of(rest, [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; });
  if (control) return Error(Code::Invalid, "net/url: invalid control character in URL");
  rest = rest.substr(0, rest.find('#'));
  UrlParts parts;
  NATSOP_TRY(parts.scheme, take_scheme(rest));
  rest = rest.substr(0, rest.find('?'));
  if (!rest.starts_with('/')) {
    if (!parts.scheme.empty()) return parts;  // opaque: no host, no path
    if (rest.substr(0, rest.find('/')).contains(':')) {
      return Error(Code::Invalid, "first path segment in URL cannot contain colon");
    }
  }
  if (rest.starts_with("//") && (!parts.scheme.empty() || !rest.starts_with("///"))) {
    rest.remove_prefix(2);
    const auto slash = std::min(rest.find('/'), rest.size());
    NATSOP_CHECK(read_authority(rest.substr(0, slash), parts));
    rest.remove_prefix(slash);
  }
  NATSOP_CHECK(check_escapes(rest));
  parts.path = rest;
  return parts;
}

}  // namespace

Result<UrlParts> parse_url(std::string_view url) {
  auto parts = parse_parts(url);
  if (!parts) return Error(Code::Invalid, "parse " + quoted(url) + ": " + parts.error().message());
  return parts;
}

}  // namespace natsop::identity::jwt
