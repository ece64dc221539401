#include "core/engine/io/websocket_handshake.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "core/engine/options/options.h"
#include "core/text/ascii.h"
#include "core/text/base64.h"

namespace natsop::engine {

namespace {

constexpr std::string_view kExtension =
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

std::string accept_key(std::string_view key) {
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
  return text::base64_encode({reinterpret_cast<const char*>(digest.data()), size});
}

/// The key is 16 bytes in base64.
bool is_key(std::string_view key) {
  return key.size() == 24 && key.ends_with("==") &&
         std::all_of(key.begin(), key.end() - 2, [](char c) {
           return text::is_alpha(c) || text::is_digit(c) || c == '+' || c == '/';
         });
}

/// A host, in lower case, and its port, with the scheme's own where none is written.
struct Authority {
  std::string host;
  std::string port;
  friend bool operator==(const Authority&, const Authority&) = default;
};

Authority authority_of(std::string_view text, bool tls) {
  Authority result{.host = std::string(text), .port = tls ? "443" : "80"};
  const std::size_t colon = text.rfind(':');
  const std::size_t bracket = text.rfind(']');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || bracket < colon)) {
    result.host = text.substr(0, colon);
    result.port = text.substr(colon + 1);
  }
  result.host = text::ascii_lower(result.host);
  return result;
}

struct Origin {
  std::string scheme;
  Authority authority;
  friend bool operator==(const Origin&, const Origin&) = default;
};

std::optional<Origin> origin_of(std::string_view text) {
  const std::size_t end = text.find("://");
  if (end == std::string_view::npos || end == 0) {
    return std::nullopt;
  }
  const std::string_view scheme = text.substr(0, end);
  const std::string_view rest = text.substr(end + 3);
  return Origin{.scheme = std::string(scheme),
                .authority = authority_of(rest.substr(0, rest.find('/')), scheme == "https")};
}

/// Empty when the page that asks may ask. Programs that are no browsers send no origin.
std::string check_origin(const HttpRequest& request, const WebsocketOptions& options, bool tls) {
  if (!options.same_origin && options.allowed_origins.empty()) {
    return {};
  }
  std::string_view text = request.header("Origin");
  if (text.empty()) {
    text = request.header("Sec-WebSocket-Origin");
  }
  if (text.empty()) {
    return {};
  }
  const std::optional<Origin> origin = origin_of(text);
  if (!origin) {
    return fmt::format("origin not allowed: '{}' is not a URL", text);
  }
  if (options.same_origin && origin->authority != authority_of(request.header("Host"), tls)) {
    return "origin not allowed: not same origin";
  }
  const auto is_origin = [&](const std::string& one) { return origin_of(one) == origin; };
  if (!options.allowed_origins.empty() &&
      std::none_of(options.allowed_origins.begin(), options.allowed_origins.end(), is_origin)) {
    return "origin not allowed: not in the allowed list";
  }
  return {};
}

/// Whether one of the offers is permessage-deflate (RFC 7692) in a form that we can do.
bool offers_deflate(const HttpRequest& request) {
  for (const auto& [name, value] : request.headers) {
    if (!text::equal_fold(name, "Sec-WebSocket-Extensions")) {
      continue;
    }
    for (const std::string_view offer : split_list(value, ',')) {
      const auto parts = split_list(offer, ';');
      const bool small_window =
          std::any_of(parts.begin() + 1, parts.end(), [](std::string_view part) {
            return text::equal_fold(part.substr(0, part.find('=')), "server_max_window_bits");
          });
      if (text::equal_fold(parts.front(), "permessage-deflate") && !small_window) {
        return true;
      }
    }
  }
  return false;
}

std::string first_address(std::string_view list) {
  const std::string first(split_list(list, ',').front());
  std::array<unsigned char, 16> bytes;
  const bool valid = inet_pton(AF_INET, first.c_str(), bytes.data()) == 1 ||
                     inet_pton(AF_INET6, first.c_str(), bytes.data()) == 1;
  return valid ? first : std::string();
}

void take_cookies(const HttpRequest& request, const WebsocketOptions& options,
                  WebsocketUpgrade& upgrade) {
  const std::array<const std::string*, 4> wanted = {&options.jwt_cookie, &options.user_cookie,
                                                    &options.pass_cookie, &options.token_cookie};
  for (const auto& [name, value] : request.headers) {
    if (!text::equal_fold(name, "Cookie")) {
      continue;
    }
    for (const std::string_view pair : split_list(value, ';')) {
      const std::size_t equals = pair.find('=');
      if (equals == std::string_view::npos) {
        continue;
      }
      const std::string_view key = pair.substr(0, equals);
      std::string_view text = pair.substr(equals + 1);
      if (text.size() >= 2 && text.starts_with('"') && text.ends_with('"')) {
        text = text.substr(1, text.size() - 2);
      }
      if (std::any_of(wanted.begin(), wanted.end(),
                      [&](const std::string* one) { return !one->empty() && *one == key; })) {
        upgrade.cookies.emplace_back(key, text);
      }
    }
  }
}

/// The reasons for which a request is refused, in nats-server's order and words.
std::optional<WebsocketUpgrade> refusal(const HttpRequest& request, const WebsocketOptions& options,
                                        bool tls) {
  const auto bad = [](std::string why) { return refuse_websocket(400, std::move(why)); };
  if (request.method != "GET") {
    return refuse_websocket(405, "request method must be GET");
  }
  if (request.header("Host").empty()) {
    return bad("'Host' missing in request");
  }
  if (!request.lists("Upgrade", "websocket")) {
    return bad("invalid value for header 'Upgrade'");
  }
  if (!request.lists("Connection", "upgrade")) {
    return bad("invalid value for header 'Connection'");
  }
  if (request.header("Sec-WebSocket-Key").empty()) {
    return bad("key missing");
  }
  if (!is_key(request.header("Sec-WebSocket-Key"))) {
    return bad("invalid key");
  }
  if (!request.lists("Sec-WebSocket-Version", "13")) {
    return bad("invalid version");
  }
  if (request.path.ends_with("/leafnode")) {
    return refuse_websocket(501, "leafnodes over websocket are not available");
  }
  if (request.path.ends_with("/mqtt")) {
    return refuse_websocket(404, "mqtt over websocket is not available");
  }
  if (std::string why = check_origin(request, options, tls); !why.empty()) {
    return refuse_websocket(403, std::move(why));
  }
  return std::nullopt;
}

}  // namespace

WebsocketUpgrade refuse_websocket(int status, std::string why_not) {
  WebsocketUpgrade upgrade;
  upgrade.status = status;
  upgrade.response = fmt::format(
      "HTTP/1.1 {} {}\r\nContent-Type: text/plain; charset=utf-8\r\nSec-WebSocket-Version: 13\r\n"
      "Connection: close\r\nContent-Length: {}\r\n\r\n{}\n",
      status, http_reason(status), why_not.size() + 1, why_not);
  upgrade.why_not = std::move(why_not);
  return upgrade;
}

WebsocketUpgrade upgrade_to_websocket(const HttpRequest& request, const WebsocketOptions& options,
                                      bool tls) {
  if (auto refused = refusal(request, options, tls)) {
    return *std::move(refused);
  }
  WebsocketUpgrade upgrade;
  upgrade.compression = options.compression && offers_deflate(request);
  upgrade.masked = !text::equal_fold(request.header("Nats-No-Masking"), "true");
  upgrade.browser = request.header("User-Agent").starts_with("Mozilla/");
  upgrade.forwarded_for = first_address(request.header("X-Forwarded-For"));
  take_cookies(request, options, upgrade);
  upgrade.response = fmt::format(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: {}\r\n",
      accept_key(request.header("Sec-WebSocket-Key")));
  if (upgrade.compression) {
    upgrade.response += fmt::format("Sec-WebSocket-Extensions: {}\r\n", kExtension);
  }
  if (!upgrade.masked) {
    upgrade.response += "Nats-No-Masking: true\r\n";
  }
  for (const auto& [name, value] : options.headers) {
    upgrade.response += fmt::format("{}: {}\r\n", name, value);
  }
  upgrade.response += "\r\n";
  return upgrade;
}

}  // namespace natsop::engine
