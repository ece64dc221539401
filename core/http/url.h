#pragma once
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace natsop::http {

/// The parts of an http or https URL that a request needs.
struct Url {
  bool tls = false;
  std::string host;       ///< without brackets
  std::string port;       ///< in digits; the scheme's default when the URL has none
  std::string target;     ///< path and query, "/" at least
  std::string authority;  ///< as the Host header wants it

  /// Invalid when it is neither http nor https, has no host, or holds credentials.
  [[nodiscard]] static Result<Url> parse(std::string_view text);
};

/// Appends path segments to a URL's path: "http://h/jwt/v1" and "accounts/A" make
/// "http://h/jwt/v1/accounts/A". Query and fragment stay at the end.
[[nodiscard]] std::string join_url(std::string_view url, std::string_view path);

/// Where a redirect from `base` leads: an absolute URL, or a path on the same host.
[[nodiscard]] std::string resolve_url(std::string_view base, std::string_view location);

}  // namespace natsop::http
