#include "core/context/server_url.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace natsop::context {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

std::uint16_t default_port(std::string_view scheme) {
  if (scheme == "ws") return 80;
  if (scheme == "wss") return 443;
  return 4222;
}

/// "%41" to "A"; text that is no escape stays as it is.
std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    unsigned value = 0;
    if (text[at] == '%' && at + 2 < text.size()) {
      const char* begin = text.data() + at + 1;
      const auto [end, failure] = std::from_chars(begin, begin + 2, value, 16);
      if (failure == std::errc{} && end == begin + 2) {
        out += static_cast<char>(value);
        at += 2;
        continue;
      }
    }
    out += text[at];
  }
  return out;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~$&+=";
  std::string out;
  for (char c : text) {
    if (kPlain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  return out;
}

std::string without_secrets(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos) return std::string(text);
  const std::size_t scheme = text.find("://");
  const std::size_t begin = scheme == std::string_view::npos ? 0 : scheme + 3;
  return fmt::format("{}xxxxx{}", text.substr(0, begin), text.substr(at));
}

Error invalid(std::string_view text, std::string_view why) {
  return Error(Code::Invalid,
               fmt::format("invalid server URL \"{}\": {}", without_secrets(text), why))
      .hint("a URL looks like nats://host:4222, tls://host, ws://host:8080 or wss://host");
}

/// Splits "host", "host:port", "[v6]:port" and puts both into `url`. Returns what is wrong with it.
std::optional<std::string> read_address(std::string_view address, ServerUrl& url) {
  std::string_view port;
  if (address.starts_with('[')) {
    const std::size_t close = address.find(']');
    if (close == std::string_view::npos) return "the bracket is not closed";
    url.host = address.substr(1, close - 1);
    std::string_view rest = address.substr(close + 1);
    if (!rest.empty() && rest.front() != ':') return "something follows the bracket";
    port = rest.empty() ? rest : rest.substr(1);
  } else {
    const std::size_t colon = address.find(':');
    url.host = address.substr(0, colon);
    if (colon != std::string_view::npos) port = address.substr(colon + 1);
  }
  if (url.host.empty()) return "it names no host";
  if (url.host.find_first_of(" \t<>\"\\^`{|}") != std::string::npos) {
    return fmt::format("\"{}\" is no host name", url.host);
  }
  if (port.empty()) return std::nullopt;
  const auto [end, failure] = std::from_chars(port.data(), port.data() + port.size(), url.port);
  if (failure != std::errc{} || end != port.data() + port.size() || url.port == 0) {
    return fmt::format("\"{}\" is no port", port);
  }
  return std::nullopt;
}

}  // namespace

std::string ServerUrl::address() const {
  return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port)
                                             : fmt::format("[{}]:{}", host, port);
}

std::string ServerUrl::text() const {
  std::string login;
  if (!user.empty() || !password.empty()) {
    login = percent_encoded(user);
    if (!password.empty()) login += ":" + percent_encoded(password);
    login += "@";
  }
  return fmt::format("{}://{}{}{}", scheme, login, address(), path);
}

std::string ServerUrl::redacted() const {
  return fmt::format("{}://{}{}{}", scheme, user.empty() && password.empty() ? "" : "xxxxx@",
                     address(), path);
}

Result<ServerUrl> parse_server_url(std::string_view text) {
  text = trimmed(text);
  ServerUrl url;
  std::string_view rest = text;
  if (const std::size_t scheme = text.find("://"); scheme != std::string_view::npos) {
    url.scheme = text.substr(0, scheme);
    std::ranges::transform(url.scheme, url.scheme.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    if (url.scheme != "nats" && url.scheme != "tls" && !url.websocket()) {
      return invalid(text, fmt::format("unknown scheme \"{}\"", url.scheme));
    }
    rest = text.substr(scheme + 3);
  }
  url.port = default_port(url.scheme);
  if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos) {
    const std::string_view login = rest.substr(0, at);
    const std::size_t colon = login.find(':');
    url.user = percent_decoded(login.substr(0, colon));
    if (colon != std::string_view::npos) url.password = percent_decoded(login.substr(colon + 1));
    rest = rest.substr(at + 1);
  }
  if (const std::size_t slash = rest.find_first_of("/?#"); slash != std::string_view::npos) {
    if (url.websocket()) url.path = rest.substr(slash);
    rest = rest.substr(0, slash);
  }
  if (const auto wrong = read_address(rest, url)) return invalid(text, *wrong);
  return url;
}

Result<std::vector<ServerUrl>> parse_server_urls(std::string_view text) {
  std::vector<ServerUrl> urls;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view entry = trimmed(text.substr(0, comma));
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    if (entry.empty()) continue;
    NATSOP_TRY(ServerUrl url, parse_server_url(entry));
    urls.push_back(std::move(url));
  }
  if (urls.empty()) return Error(Code::Invalid, "no server URL given");
  return urls;
}

}  // namespace natsop::context
