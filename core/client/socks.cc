// SOCKS version 5: RFC 1928, with user and password after RFC 1929.
#include <fmt/format.h>

#include "core/client/stream.h"

namespace natsop::client {
namespace {

constexpr char kVersion = 5;
constexpr char kNoLogin = 0;
constexpr char kUserPassword = 2;
constexpr char kLoginVersion = 1;
constexpr char kConnect = 1;
constexpr char kIpv4 = 1;
constexpr char kDomain = 3;
constexpr char kIpv6 = 4;
constexpr std::size_t kMaxField = 255;

std::string_view refusal(char code) {
  switch (code) {
    case 1:
      return "general failure";
    case 2:
      return "not allowed by its rules";
    case 3:
      return "network unreachable";
    case 4:
      return "host unreachable";
    case 5:
      return "connection refused";
    case 6:
      return "the time to live expired";
    case 7:
      return "command not supported";
    case 8:
      return "address type not supported";
    default:
      return "unknown reason";
  }
}

struct Proxy {
  context::ServerUrl url;
};

Result<Proxy> parse_proxy(const std::string& text) {
  std::string_view rest = text;
  for (std::string_view scheme : {"socks5://", "socks5h://"}) {
    if (rest.starts_with(scheme)) {
      rest.remove_prefix(scheme.size());
      // Parsed as a server URL, of which a proxy's has every part; the scheme does not matter.
      auto url = context::parse_server_url(fmt::format("nats://{}", rest));
      if (!url) return Error(Code::Invalid, "invalid SOCKS proxy URL");
      if (rest.find(':', rest.rfind('@') == std::string_view::npos ? 0 : rest.rfind('@')) ==
          std::string_view::npos) {
        url->port = 1080;
      }
      return Proxy{*std::move(url)};
    }
  }
  return Error(Code::Invalid, "the SOCKS proxy must be a socks5:// URL")
      .hint("for example --socks-proxy socks5://127.0.0.1:1080");
}

Result<void> log_in(ByteStream& stream, const Proxy& proxy, const Deadline& deadline,
                    std::string_view doing) {
  const bool login = !proxy.url.user.empty();
  if (proxy.url.user.size() > kMaxField || proxy.url.password.size() > kMaxField) {
    return Error(Code::Invalid, "the SOCKS proxy's user or password is too long");
  }
  std::string hello{kVersion, static_cast<char>(login ? 2 : 1), kNoLogin};
  if (login) hello += kUserPassword;
  NATSOP_CHECK(write_all(stream, hello, deadline, doing));
  NATSOP_TRY(const std::string chosen, read_exactly(stream, 2, deadline, doing));
  if (chosen[0] != kVersion) return Error(Code::Unreachable, "the proxy does not speak SOCKS5");
  if (chosen[1] == kNoLogin) return {};
  if (chosen[1] != kUserPassword || !login) {
    return Error(Code::Denied, "the SOCKS proxy wants a login")
        .hint("write it as socks5://user:password@host:port");
  }
  std::string request{kLoginVersion, static_cast<char>(proxy.url.user.size())};
  request += proxy.url.user;
  request += static_cast<char>(proxy.url.password.size());
  request += proxy.url.password;
  NATSOP_CHECK(write_all(stream, request, deadline, doing));
  NATSOP_TRY(const std::string answer, read_exactly(stream, 2, deadline, doing));
  if (answer[1] != 0) return Error(Code::Denied, "the SOCKS proxy refused its user or password");
  return {};
}

Result<void> ask_for(ByteStream& stream, const std::string& host, std::uint16_t port,
                     const Deadline& deadline, std::string_view doing) {
  if (host.size() > kMaxField) return Error(Code::Invalid, "the host name is too long for SOCKS");
  std::string request{kVersion, kConnect, 0, kDomain, static_cast<char>(host.size())};
  request += host;
  request += static_cast<char>(port >> 8);
  request += static_cast<char>(port & 0xff);
  NATSOP_CHECK(write_all(stream, request, deadline, doing));
  NATSOP_TRY(const std::string answer, read_exactly(stream, 4, deadline, doing));
  if (answer[1] != 0) {
    return Error(Code::Unreachable, fmt::format("the SOCKS proxy cannot reach {}:{}: {}", host,
                                                port, refusal(answer[1])));
  }
  std::size_t address = 0;
  if (answer[3] == kIpv4) {
    address = 4;
  } else if (answer[3] == kIpv6) {
    address = 16;
  } else if (answer[3] == kDomain) {
    NATSOP_TRY(const std::string size, read_exactly(stream, 1, deadline, doing));
    address = static_cast<unsigned char>(size[0]);
  } else {
    return Error(Code::Unreachable, "the SOCKS proxy sent an answer of unknown form");
  }
  NATSOP_CHECK(read_exactly(stream, address + 2, deadline, doing));
  return {};
}

}  // namespace

Result<std::unique_ptr<ByteStream>> open_socks(const std::string& proxy, const std::string& host,
                                               std::uint16_t port, const Deadline& deadline) {
  NATSOP_TRY(const Proxy parsed, parse_proxy(proxy));
  const std::string doing = fmt::format("talking to the SOCKS proxy {}", parsed.url.address());
  auto stream = open_tcp(parsed.url.host, parsed.url.port, deadline);
  if (!stream) {
    return std::move(stream).error().hint("is the proxy of --socks-proxy running?").during(doing);
  }
  NATSOP_CHECK(log_in(**stream, parsed, deadline, doing));
  NATSOP_CHECK(ask_for(**stream, host, port, deadline, doing));
  return *std::move(stream);
}

}  // namespace natsop::client
