#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace natsop::http {

/// One request to an account server, or for a token or an operator's JWT.
struct Request {
  std::string method = "GET";
  std::string url;             ///< http or https
  std::string content_type{};  ///< of the body
  std::string body{};
  std::chrono::milliseconds timeout{5000};  ///< for the whole exchange, name lookup apart
};

struct Response {
  int status = 0;
  std::string body;

  [[nodiscard]] bool ok() const { return status >= 200 && status <= 299; }
};

/// The longest body that is read, in bytes.
inline constexpr std::size_t kBodySizeMax = std::size_t{8} << 20U;

/// True for "http://..." and "https://...", in any case.
[[nodiscard]] bool is_url(std::string_view text);

/// Sends a request and reads the answer, following up to five redirects of a GET. TLS trusts what
/// OpenSSL trusts by default (SSL_CERT_FILE and SSL_CERT_DIR override it) and checks the host's
/// name. Blocks; safe from any thread. Errors name the URL: Invalid (malformed URL or answer),
/// NotFound (no such host), Unreachable, Timeout, Denied (certificate). A status such as 404 is no
/// error.
[[nodiscard]] Result<Response> fetch(const Request& request);

}  // namespace natsop::http
