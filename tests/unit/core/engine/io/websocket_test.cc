#include <doctest/doctest.h>

#include "core/engine/io/tcp_transport.h"
#include "core/engine/io/tls_context.h"
#include "core/engine/io/websocket_frames.h"
#include "core/engine/io/websocket_handshake.h"
#include "core/engine/io/websocket_listener.h"
#include "core/engine/options/options.h"
#include "tests/unit/core/engine/io/certificates.h"
#include "tests/unit/core/engine/io/frame.h"
#include "tests/unit/core/engine/io/peer.h"

namespace natsop::engine {
namespace {

const std::string kRequest =
    "GET / HTTP/1.1\r\nHost: localhost:8080\r\nUpgrade: websocket\r\nConnection: keep-alive, "
    "Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";

const std::string kAccepted =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";

WebsocketUpgrade judge(const std::string& head, const WebsocketOptions& options = {},
                       bool tls = false) {
  const auto request = parse_head(head + "\r\n");
  REQUIRE(request);
  return upgrade_to_websocket(*request, options, tls);
}

std::string without(std::string text, std::string_view line) {
  text.erase(text.find(line), line.size());
  return text;
}

std::string with(std::string text, std::string_view old_part, std::string_view new_part) {
  text.replace(text.find(old_part), old_part.size(), new_part);
  return text;
}

TEST_CASE("websocket upgrade") {
  WebsocketOptions options;
  SUBCASE("accepted") {
    const WebsocketUpgrade upgrade = judge(kRequest);
    CHECK(upgrade.accepted());
    CHECK(upgrade.response == kAccepted + "\r\n");
    CHECK(upgrade.masked);
    CHECK(!upgrade.compression);
    CHECK(!upgrade.browser);
    options.headers = {{"X-Server", "natsop"}};
    CHECK(judge(kRequest, options).response == kAccepted + "X-Server: natsop\r\n\r\n");
    CHECK(judge(with(kRequest, "GET /", "GET /any/path?x=1")).accepted());
  }
  SUBCASE("refused, with a reason") {
    const auto check = [&](const std::string& head, int status, std::string_view why) {
      const WebsocketUpgrade upgrade = judge(head);
      CHECK(upgrade.status == status);
      CHECK(upgrade.why_not == why);
      CHECK(upgrade.response.starts_with("HTTP/1.1 " + std::to_string(status) + " "));
      CHECK(upgrade.response.ends_with("\r\n\r\n" + std::string(why) + "\n"));
    };
    check(with(kRequest, "GET", "POST"), 405, "request method must be GET");
    check(without(kRequest, "Host: localhost:8080\r\n"), 400, "'Host' missing in request");
    check(with(kRequest, "Upgrade: websocket", "Upgrade: h2c"), 400,
          "invalid value for header 'Upgrade'");
    check(with(kRequest, "keep-alive, Upgrade", "keep-alive"), 400,
          "invalid value for header 'Connection'");
    check(without(kRequest, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"), 400, "key missing");
    check(with(kRequest, "dGhlIHNhbXBsZSBub25jZQ==", "short"), 400, "invalid key");
    check(with(kRequest, "Version: 13", "Version: 8"), 400, "invalid version");
    check(with(kRequest, "GET /", "GET /leafnode"), 501,
          "leafnodes over websocket are not available");
    check(with(kRequest, "GET /", "GET /mqtt"), 404, "mqtt over websocket is not available");
  }
  SUBCASE("compression where both want it, in a form that both can do") {
    const std::string offer =
        kRequest +
        "Sec-WebSocket-Extensions: x-other, permessage-deflate; client_max_window_bits\r\n";
    CHECK(!judge(offer).compression);
    options.compression = true;
    CHECK(!judge(kRequest, options).compression);
    const WebsocketUpgrade upgrade = judge(offer, options);
    CHECK(upgrade.compression);
    CHECK(upgrade.response ==
          kAccepted +
              "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; "
              "client_no_context_takeover\r\n\r\n");
    CHECK(!judge(with(offer, "client_max_window_bits", "server_max_window_bits=10"), options)
               .compression);
  }
  SUBCASE("origins") {
    const auto from = [&](const std::string& origin, bool tls = false) {
      return judge(kRequest + "Origin: " + origin + "\r\n", options, tls);
    };
    CHECK(from("https://anywhere").accepted());
    options.same_origin = true;
    CHECK(judge(kRequest, options).accepted());
    CHECK(from("http://LOCALHOST:8080").accepted());
    CHECK(from("http://localhost").why_not == "origin not allowed: not same origin");
    CHECK(from("http://localhost").status == 403);
    CHECK(!from("null").accepted());
    options = {};
    options.allowed_origins = {"https://app.example.com", "http://other:90"};
    CHECK(from("https://app.example.com:443").accepted());
    CHECK(from("http://other:90").accepted());
    CHECK(from("http://app.example.com").why_not == "origin not allowed: not in the allowed list");
    CHECK(!from("http://other").accepted());
  }
  SUBCASE("the client's address, kind and cookies") {
    options.jwt_cookie = "auth";
    options.user_cookie = "who";
    const WebsocketUpgrade upgrade =
        judge(kRequest +
                  "X-Forwarded-For: 10.1.2.3, 10.0.0.1\r\nUser-Agent: Mozilla/5.0\r\n"
                  "Cookie: other=1; auth=\"eyJ.x\"; who=zoe\r\nNats-No-Masking: true\r\n",
              options);
    CHECK(upgrade.forwarded_for == "10.1.2.3");
    CHECK(upgrade.browser);
    CHECK(!upgrade.masked);
    CHECK(upgrade.response.find("Nats-No-Masking: true\r\n") != std::string::npos);
    CHECK(upgrade.cookies ==
          std::vector<std::pair<std::string, std::string>>{{"auth", "eyJ.x"}, {"who", "zoe"}});
    CHECK(judge(kRequest + "X-Forwarded-For: nonsense\r\n").forwarded_for.empty());
  }
}

/// A WebSocket listener and what it accepted.
struct WebServer {
  WebServer(EventLoop& for_loop, const WebsocketOptions& options) : loop(for_loop) {
    auto opened = WebsocketListener::open(loop, options, [this](std::unique_ptr<Transport> made) {
      transport = std::move(made);
      transport->start(user);
    });
    INFO((opened ? std::string() : opened.error().message()));
    REQUIRE(opened);
    listener = std::move(*opened);
  }
  ~WebServer() { loop.dispose(std::move(transport)); }
  static WebsocketOptions options() {
    WebsocketOptions result;
    result.host = "127.0.0.1";
    result.port = -1;
    result.no_tls = true;
    return result;
  }
  EventLoop& loop;
  std::unique_ptr<WebsocketListener> listener;
  std::unique_ptr<Transport> transport;
  Recorder user;
};

TEST_CASE("websocket listener") {
  EventLoop loop;
  WebsocketOptions options = WebServer::options();
  SUBCASE("asks for TLS unless told not to") {
    options.no_tls = false;
    const auto opened = WebsocketListener::open(loop, options, [](auto) {});
    REQUIRE(!opened);
    CHECK(opened.error().message() == "websocket requires TLS configuration");
  }
  SUBCASE("what is no HTTP, or too much of it, is answered and closed") {
    WebServer server(loop, options);
    Peer peer(loop, server.listener->port());
    peer.send("PING\r\n\r\n");
    CHECK(peer.read_to_end().starts_with("HTTP/1.1 400 Bad Request\r\n"));
    Peer other(loop, server.listener->port());
    other.send("GET / HTTP/1.1\r\nX: " + std::string(70000, 'x'));
    CHECK(other.read_to_end().starts_with("HTTP/1.1 431 "));
    CHECK(!server.transport);
  }
  SUBCASE("who takes too long is closed") {
    options.handshake_timeout = std::chrono::milliseconds(5);
    WebServer server(loop, options);
    Peer peer(loop, server.listener->port());
    peer.send("GET / HTTP/1.1\r\n");
    CHECK(peer.read_to_end().empty());
  }
  SUBCASE("frames that come with the request are not lost") {
    WebServer server(loop, options);
    Peer peer(loop, server.listener->port());
    peer.send(kRequest + "\r\n" + frame(2, "CONNECT {}\r\n") + frame(1, "PING"));
    CHECK(peer.read_to("\r\n\r\n") == kAccepted + "\r\n");
    CHECK(loop.run_until([&] { return server.user.data == "CONNECT {}\r\nPING"; }, kPatience));
    peer.send(frame(2, "\r\n"));
    CHECK(loop.run_until([&] { return server.user.data == "CONNECT {}\r\nPING\r\n"; }, kPatience));
    CHECK(server.transport->websocket());
  }
  SUBCASE("closing it ends handshakes too") {
    WebServer server(loop, options);
    Peer peer(loop, server.listener->port());
    peer.send("GET / HTTP/1.1\r\n");
    loop.turn(std::chrono::milliseconds(1));
    server.listener->close();
    CHECK(peer.read_to_end().empty());
  }
  SUBCASE("over TLS") {
    Certificates certificates;
    certificates.make({.name = "server",
                       .issuer = "",
                       .common_name = "localhost",
                       .alternatives = "DNS:localhost"});
    options.no_tls = false;
    options.tls = TlsOptions{};
    options.tls->cert_file = certificates.certificate("server");
    options.tls->key_file = certificates.key("server");
    WebServer server(loop, options);
    TlsOptions client_options;
    client_options.ca_file = certificates.certificate("server");
    const auto context = TlsContext::for_client(client_options, "localhost");
    REQUIRE(context);
    Peer peer(loop, server.listener->port());
    auto client = make_tcp_transport(loop, peer.take(), {});
    Recorder user;
    client->start(user);
    client->start_tls(*context, false, "", [](Result<void> done) { CHECK(done); });
    // Written in one go, so that the frames' record follows the request's at once.
    client->output().append(kRequest + "\r\n");
    client->output().append(frame(2, std::string(100000, 'x')) + frame(2, "end"));
    client->flush();
    CHECK(loop.run_until([&] { return server.user.data.ends_with("end"); }, kPatience));
    CHECK(server.user.data.size() == 100003);
    // The answer may arrive a turn later than all of the frames did.
    CHECK(loop.run_until([&] { return user.data == kAccepted + "\r\n"; }, kPatience));
    REQUIRE(server.transport->tls());
    CHECK(server.transport->tls()->version == "1.3");
    server.transport->output().append("INFO");
    server.transport->flush();
    CHECK(loop.run_until([&] { return user.data == kAccepted + "\r\n\x82\x04INFO"; }, kPatience));
    loop.dispose(std::move(client));
    Peer plain(loop, server.listener->port());
    plain.send(kRequest + "\r\n");
    CHECK(plain.read_to_end().find("101") == std::string::npos);
  }
}

TEST_CASE("websocket transport") {
  EventLoop loop;
  WebsocketOptions options = WebServer::options();
  options.compression = true;
  options.token_cookie = "token";
  WebServer server(loop, options);
  Peer peer(loop, server.listener->port());
  peer.send(kRequest + "Cookie: token=secret\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n");
  peer.read_to("\r\n\r\n");
  REQUIRE(loop.run_until([&] { return server.transport != nullptr; }, kPatience));
  Transport& transport = *server.transport;
  Recorder& user = server.user;

  SUBCASE("who it is") {
    CHECK(transport.peer_ip() == "192.0.2.7");
    CHECK(transport.cookie("token") == "secret");
    CHECK(transport.cookie("other").empty());
  }
  SUBCASE("output in frames, pings answered") {
    transport.output().append("INFO {}\r\n");
    transport.flush();
    CHECK(transport.output().empty());
    CHECK(peer.read(11) == "\x82\x09INFO {}\r\n");
    peer.send(frame(9, "now"));
    CHECK(peer.read(5) == "\x8a\x03now");
  }
  SUBCASE("a peer that reads late gets everything") {
    std::string sent;
    for (int i = 0; sent.size() < std::size_t{8} << 20; ++i) {
      sent += "line " + std::to_string(i) + '\n';
    }
    transport.output().append(sent);
    transport.flush();
    CHECK(!transport.output().empty());
    CHECK(transport.stuck_since());
    std::string got;
    struct Sink final : WebsocketReader::Sink {
      explicit Sink(std::string& to) : text(to) {}
      bool on_payload(std::span<const char> bytes) override {
        text.append(bytes.data(), bytes.size());
        return true;
      }
      bool on_ping(std::string_view) override { return true; }
      bool on_close(std::uint16_t, std::string_view) override { return true; }
      std::string& text;
    } sink(got);
    WebsocketReader reader({.masked = false});
    std::string memory(1000, '\0');
    while (got.size() < sent.size()) {
      CHECK(!reader.feed(peer.read_some(), sink, {.frames = memory, .inflated = memory}));
    }
    CHECK(got == sent);
    CHECK(!transport.stuck_since());
    CHECK(user.sent > 0);
  }
  SUBCASE("close says why") {
    transport.output().append("-ERR 'x'\r\n");
    transport.explain_close(1008, "Authentication Timeout");
    transport.close();
    CHECK(peer.read_to_end() ==
          "\x82\x0a-ERR 'x'\r\n\x88\x18\x03\xf0"
          "Authentication Timeout");
    CHECK(!user.closed);
  }
  SUBCASE("the peer says goodbye and is answered") {
    peer.send(frame(2, "last") + frame(8,
                                       "\x03\xe9"
                                       "away"));
    CHECK(peer.read_to_end() == "\x88\x02\x03\xe9");
    CHECK(user.data == "last");
    CHECK(user.end == Transport::End::PeerClosed);
    CHECK(user.closed_detail == "websocket status 1001: away");
  }
  SUBCASE("the peer goes without a word") {
    peer.close();
    CHECK(loop.run_until([&] { return user.closed; }, kPatience));
    CHECK(user.end == Transport::End::PeerClosed);
  }
  SUBCASE("garbage ends it with a status") {
    peer.send("GET / HTTP/1.1\r\n");
    CHECK(peer.read_to_end() ==
          "\x88\x12\x03\xea"
          "mask bit missing");
    CHECK(user.end == Transport::End::Protocol);
    CHECK(user.closed_detail == "websocket: mask bit missing");
  }
  SUBCASE("a user that closes in the middle of the input") {
    user.act = [&] { transport.close(); };
    peer.send(frame(2, "one") + frame(9, "") + frame(2, "two"));
    CHECK(peer.read_to_end() == std::string("\x88\x02\x03\xe8", 4));
    CHECK(user.data == "one");
  }
}

}  // namespace
}  // namespace natsop::engine
