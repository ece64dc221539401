#include "core/client/dial.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace natsop::client {
namespace {

constexpr std::size_t kMaxInfo = std::size_t{1} << 20;

Result<json::Doc> read_info(ByteStream& stream, const Deadline& deadline) {
  constexpr std::string_view kOperation = "INFO ";
  NATSOP_TRY(const std::string line,
             read_through(stream, "\r\n", kMaxInfo, deadline, "waiting for the server's greeting"));
  if (!line.starts_with(kOperation)) {
    return Error(Code::Unreachable, "what answers there is no NATS server")
        .hint("check host and port; monitoring and cluster ports do not take clients");
  }
  auto info = json::Doc::parse(std::string_view(line).substr(kOperation.size()));
  if (!info) return Error(Code::Unreachable, "the server's greeting is malformed");
  return info;
}

}  // namespace

bool needs_relay(const context::ConnectSettings& settings) {
  return !settings.socks_proxy.empty() || settings.tls.first || !settings.tls.curves.empty() ||
         std::ranges::any_of(settings.urls, &context::ServerUrl::websocket);
}

Result<Greeting> dial(const context::ServerUrl& url, const context::ConnectSettings& settings,
                      const Deadline& deadline) {
  auto opened = settings.socks_proxy.empty()
                    ? open_tcp(url.host, url.port, deadline)
                    : open_socks(settings.socks_proxy, url.host, url.port, deadline);
  NATSOP_TRY(std::unique_ptr<ByteStream> stream, std::move(opened));

  const auto encrypt = [&]() -> Result<void> {
    const std::string& name =
        settings.tls.server_name.empty() ? url.host : settings.tls.server_name;
    NATSOP_TRY(stream, open_tls(std::move(stream), settings.tls, name, deadline));
    return {};
  };
  bool encrypted = false;
  if (url.scheme == "wss" || (settings.tls.first && !url.websocket())) {
    NATSOP_CHECK(encrypt());
    encrypted = true;
  }
  if (url.websocket()) {
    NATSOP_TRY(stream, open_websocket(std::move(stream), url, deadline));
  }
  const bool wanted = url.tls() || settings.tls.wanted();
  auto greeting = read_info(*stream, deadline);
  if (!greeting && wanted && !encrypted) {
    return std::move(greeting).error().hint("a server that wants TLS first needs --tlsfirst");
  }
  NATSOP_TRY(json::Doc info, std::move(greeting));
  if (!encrypted && !url.websocket() && (wanted || info.boolean_at("/tls_required"))) {
    if (!info.boolean_at("/tls_required") && !info.boolean_at("/tls_available")) {
      return Error(Code::Unreachable, "the server does not offer TLS")
          .hint("use a nats:// URL, and no --tlsca, --tlscert or --tlsfirst");
    }
    NATSOP_CHECK(encrypt());
  }
  return Greeting{.stream = std::move(stream), .info = std::move(info)};
}

}  // namespace natsop::client
