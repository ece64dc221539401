// How a connection begins: INFO, TLS, CONNECT, and what changes of users do to it.
#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "tests/unit/core/engine/session/session_world.h"

using namespace natsop;
using namespace natsop::engine;
// NOLINTBEGIN(misc-unused-using-decls): clang-tidy does not see the use of literals
using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""ms;
// NOLINTEND(misc-unused-using-decls)
using test::admission_to;
using test::SessionWorld;
using test::TestClient;

namespace {

constexpr std::string_view kViolation = "-ERR 'Authorization Violation'\r\n";

void add_user(SessionWorld& world, const std::string& name,
              std::optional<PermissionRules> rules = {}) {
  Admission admission = admission_to(world.accounts.global(), name);
  if (rules) {
    admission.permissions = std::make_shared<const Permissions>(*std::move(rules));
  }
  world.authenticator.users[name] = {.pass = "pw", .admission = std::move(admission)};
}

TestClient log_in(SessionWorld& world, const std::string& user) {
  return world.connect(",\"user\":\"" + user + "\",\"pass\":\"pw\",\"protocol\":1");
}

}  // namespace

TEST_CASE("INFO comes first, then CONNECT and PING are answered") {
  SessionWorld world;
  TestClient client = world.dial();
  const std::string info = client.heard();
  CHECK(info.starts_with("INFO {\"server_id\":\"NID\""));
  CHECK(info.ends_with("} \r\n"));
  CHECK(info.find("\"client_id\":1,\"client_ip\":\"127.0.0.1\"") != std::string::npos);
  CHECK(info.find("auth_required") == std::string::npos);
  CHECK(client.say("CONNECT {\"verbose\":true,\"lang\":\"x\"}\r\n") == "+OK\r\n");
  CHECK(client.say("PING\r\n") == "PONG\r\n");
  CHECK(world.events.lines == std::vector<std::string>{"connect 1"});
}

TEST_CASE("the second INFO follows the first PING of those who know it") {
  SessionWorld world;
  TestClient client = world.connect(",\"protocol\":1");
  const std::string answer = client.say("PING\r\n");
  CHECK(answer.starts_with("PONG\r\nINFO {"));
  CHECK(answer.find("\"connect_info\":true,\"remote_account\":\"$G\"") != std::string::npos);
  CHECK(client.say("PING\r\n") == "PONG\r\n");
  world.registry.announce_info();
  CHECK(client.heard().starts_with("INFO {"));
  TestClient old = world.connect();
  CHECK(old.say("PING\r\n") == "PONG\r\n");
  world.registry.announce_info();
  CHECK(old.heard().empty());
}

TEST_CASE("without authentication a client need not connect, and has everything on") {
  SessionWorld world;
  TestClient client = world.dial();
  (void)client.heard();
  CHECK(client.say("SUB foo 1\r\n") == "+OK\r\n");
  CHECK(client.say("PUB foo 2\r\nhi\r\n") == "+OK\r\nMSG foo 1 2\r\nhi\r\n");
}

TEST_CASE("authentication") {
  SessionWorld world;
  add_user(world, "u");
  SUBCASE("INFO says so") {
    TestClient client = world.dial();
    CHECK(client.heard().find("\"auth_required\":true") != std::string::npos);
  }
  SUBCASE("anything but CONNECT is refused at its first byte") {
    TestClient client = world.dial();
    (void)client.heard();
    CHECK(client.say("P") == kViolation);
    CHECK(client.closed());
    CHECK(world.events.lines == std::vector<std::string>{"auth error 1 Authentication Failure"});
  }
  SUBCASE("a wrong password") {
    TestClient client = world.dial();
    (void)client.heard();
    CHECK(client.say("CONNECT {\"user\":\"u\",\"pass\":\"x\"}\r\nPING\r\n") == kViolation);
    CHECK(client.closed());
    CHECK(world.registry.closed().at(0).reason == "Authentication Failure");
  }
  SUBCASE("the right one") {
    TestClient client = log_in(world, "u");
    CHECK(client.say("PING\r\n").starts_with("PONG\r\n"));
    CHECK(world.registry.open().at(0).user == "u");
  }
  SUBCASE("asking for an account") {
    TestClient client = log_in(world, "u");
    CHECK(client.say("CONNECT {\"user\":\"u\",\"pass\":\"pw\",\"account\":\"A\"}\r\n") ==
          kViolation);
  }
  SUBCASE("no CONNECT in time") {
    TestClient client = world.dial();
    (void)client.heard();
    world.loop.advance(1900ms);
    CHECK(!client.closed());
    world.loop.advance(200ms);
    CHECK(client.heard() == "-ERR 'Authentication Timeout'\r\n");
    CHECK(world.registry.closed().at(0).reason == "Authentication Timeout");
  }
}

TEST_CASE("no_auth_user lets in those that do not connect") {
  SessionWorld world;
  add_user(world, "guest");
  world.authenticator.no_auth_user = "guest";
  TestClient client = world.dial();
  CHECK(client.heard().find("auth_required") == std::string::npos);
  CHECK(client.say("PING\r\n") == "PONG\r\n");
  CHECK(world.registry.open().at(0).user == "guest");
}

TEST_CASE("input waits while an account is fetched") {
  SessionWorld world;
  world.authenticator.slow = true;
  TestClient client = world.dial();
  (void)client.heard();
  CHECK(client.say("CONNECT {\"verbose\":false}\r\nSUB a 1\r\nPU").empty());
  CHECK(client.far().paused);
  CHECK(client.say("B a 1\r\nx\r\n").empty());
  world.authenticator.answer_all();
  CHECK(client.heard() == "MSG a 1 1\r\nx\r\n");
  CHECK(!client.far().paused);
}

TEST_CASE("an answer that comes after the connection has gone") {
  SessionWorld world;
  world.authenticator.slow = true;
  TestClient client = world.dial();
  (void)client.say("CONNECT {}\r\n");
  client.far().hang_up();
  world.loop.settle();
  world.authenticator.answer_all();
  CHECK(world.registry.open_count() == 0);
  CHECK(world.registry.closed().at(0).reason == "Client Closed");
}

TEST_CASE("CONNECT that cannot be") {
  SessionWorld world;
  TestClient client = world.dial();
  (void)client.heard();
  SUBCASE("no JSON") {
    CHECK(client.say("CONNECT {\r\n").empty());
    CHECK(world.registry.closed().at(0).reason == "Protocol Violation");
  }
  SUBCASE("protocol") {
    CHECK(client.say("CONNECT {\"protocol\":2}\r\n") == "-ERR 'invalid client protocol'\r\n");
    CHECK(world.registry.closed().at(0).reason == "Bad Client Protocol Version");
  }
  SUBCASE("no responders without headers") {
    CHECK(client.say("CONNECT {\"no_responders\":true}\r\n") ==
          "-ERR 'no responders requires headers support'\r\n");
    CHECK(world.registry.closed().at(0).reason == "No Responders Requires Headers");
  }
}

TEST_CASE("a nonce of eleven bytes") {
  SessionWorld world;
  world.authenticator.nonce = true;
  TestClient client = world.dial();
  const std::string info = client.heard();
  const std::size_t at = info.find("\"nonce\":\"");
  REQUIRE(at != std::string::npos);
  CHECK(info.find('"', at + 9) == at + 9 + 15);
  (void)client.say("CONNECT {}\r\n");
  CHECK(world.authenticator.last_nonce == info.substr(at + 9, 15));
}

TEST_CASE("handshakes of TLS have a limit a second") {
  SessionWorld world;
  world.options.tls.emplace();
  world.options.tls->connection_rate_limit = 2;
  const std::shared_ptr<const TlsContext> tls(std::shared_ptr<void>(),
                                              reinterpret_cast<const TlsContext*>(&world));
  const Entrance entrance{.type = ConnectionType::Standard, .tls = tls};
  TestClient first = world.dial(entrance);
  TestClient second = world.dial(entrance);
  TestClient third = world.dial(entrance);
  CHECK(first.far().tls_started);
  CHECK(second.far().tls_started);
  CHECK(!third.far().tls_started);
  CHECK(third.heard().ends_with(
      "-ERR 'Connection throttling is active. Please try again later.'\r\n"));
  CHECK(third.closed());
  CHECK(world.registry.closed().at(0).reason == "Maximum Connections Exceeded");
  world.loop.advance(1000ms);
  CHECK(world.dial(entrance).far().tls_started);
}

TEST_CASE("TLS after INFO") {
  SessionWorld world;
  world.options.tls.emplace();
  // Any context will do: the fake transport does not look at it.
  const std::shared_ptr<const TlsContext> tls(std::shared_ptr<void>(),
                                              reinterpret_cast<const TlsContext*>(&world));
  TestClient client = world.dial({.type = ConnectionType::Standard, .tls = tls});
  CHECK(client.heard().starts_with("INFO "));
  REQUIRE(client.far().tls_started);
  SUBCASE("goes on") {
    client.far().tls_done({});
    CHECK(client.say("CONNECT {\"verbose\":true}\r\n") == "+OK\r\n");
  }
  SUBCASE("fails") {
    client.far().tls_done(Error(Code::Invalid, "bad record"));
    world.loop.settle();
    CHECK(client.closed());
    CHECK(world.registry.closed().at(0).reason == "TLS Handshake Failure");
  }
  SUBCASE("never comes") {
    world.loop.advance(2100ms);
    CHECK(client.closed());
    CHECK(world.registry.closed().at(0).reason == "TLS Handshake Failure");
  }
}

TEST_CASE("TLS before INFO, and TLS for those who want it") {
  SessionWorld world;
  world.options.tls.emplace();
  const std::shared_ptr<const TlsContext> tls(std::shared_ptr<void>(),
                                              reinterpret_cast<const TlsContext*>(&world));
  SUBCASE("first") {
    world.options.tls->handshake_first = Duration(0);
    TestClient client = world.dial({.type = ConnectionType::Standard, .tls = tls});
    CHECK(client.heard().empty());
    REQUIRE(client.far().tls_started);
    client.far().tls_done({});
    CHECK(client.heard().starts_with("INFO "));
  }
  SUBCASE("first, or INFO after a while") {
    world.options.tls->handshake_first = Duration(50ms);
    TestClient early = world.dial({.type = ConnectionType::Standard, .tls = tls});
    (void)early.say("\x16\x03\x01");
    CHECK(early.far().tls_started);
    CHECK(early.far().tls_read == "\x16\x03\x01");
    TestClient late = world.dial({.type = ConnectionType::Standard, .tls = tls});
    CHECK(late.heard().empty());
    world.loop.advance(60ms);
    CHECK(late.heard().starts_with("INFO "));
    CHECK(late.far().tls_started);
  }
  SUBCASE("as they like") {
    world.options.allow_non_tls = true;
    TestClient plain = world.dial({.type = ConnectionType::Standard, .tls = tls});
    CHECK(plain.heard().starts_with("INFO "));
    CHECK(plain.say("PING\r\n") == "PONG\r\n");
    CHECK(!plain.far().tls_started);
    TestClient secure = world.dial({.type = ConnectionType::Standard, .tls = tls});
    (void)secure.say("\x16\x03\x01");
    CHECK(secure.far().tls_started);
  }
}

TEST_CASE("another CONNECT moves to another account without the subscriptions") {
  SessionWorld world;
  add_user(world, "u");
  world.authenticator.users["v"] = {.pass = "pw",
                                    .admission = admission_to(world.accounts.get("B"))};
  TestClient client = log_in(world, "u");
  (void)client.say("SUB a 1\r\n");
  (void)client.say("CONNECT {\"user\":\"u\",\"pass\":\"pw\",\"verbose\":false}\r\n");
  CHECK(client.say("PUB a 1\r\nx\r\n") == "MSG a 1 1\r\nx\r\n");
  (void)client.say("CONNECT {\"user\":\"v\",\"pass\":\"pw\",\"verbose\":false}\r\n");
  CHECK(client.say("PUB a 1\r\nx\r\n").empty());
  CHECK(world.accounts.global().members().empty());
  CHECK(world.accounts.get("B").members().size() == 1);
}

TEST_CASE("limits of connections") {
  SessionWorld world;
  SUBCASE("of the server") {
    world.options.max_connections = 1;
    TestClient first = world.dial();
    TestClient second = world.dial();
    CHECK(second.heard().ends_with("-ERR 'maximum connections exceeded'\r\n"));
    CHECK(second.closed());
    CHECK(!first.closed());
    CHECK(world.registry.closed().at(0).reason == "Maximum Connections Exceeded");
  }
  SUBCASE("of the account") {
    world.accounts.global().set_limits({.connections = 1});
    TestClient first = world.connect();
    TestClient second = world.dial();
    (void)second.heard();
    CHECK(second.say("CONNECT {}\r\n") == "-ERR 'maximum account active connections exceeded'\r\n");
    CHECK(world.registry.closed().at(0).reason == "Maximum Account Connections Exceeded");
    CHECK(!first.closed());
  }
}

TEST_CASE("a user expires while connected") {
  SessionWorld world;
  add_user(world, "u");
  world.authenticator.users["u"].admission.expires = world.loop.clock().now() + 48h;
  TestClient client = log_in(world, "u");
  world.options.ping_max = 1000000;
  world.loop.advance(47h);
  CHECK(!client.closed());
  (void)client.heard();
  world.loop.advance(61min);
  CHECK(client.heard().ends_with("-ERR 'User Authentication Expired'\r\n"));
  CHECK(world.registry.closed().at(0).reason == "Authentication Expired");
}

TEST_CASE("permissions that change end the subscriptions they do not allow") {
  SessionWorld world;
  add_user(world, "u");
  Admission& admission = world.authenticator.users["u"].admission;
  PermissionRules rules;
  rules.subscribe.deny = {"a", "secret.>"};
  admission.renew = [&world, rules] {
    return Renewal{.admission = admission_to(world.accounts.global(), "u",
                                             std::make_shared<const Permissions>(rules)),
                   .expulsion = {}};
  };
  TestClient client = log_in(world, "u");
  (void)client.say("SUB a 1\r\nSUB a q 2\r\nSUB b 3\r\nSUB > 4\r\n");
  world.newest().on_account_changed();
  CHECK(client.heard() ==
        "-ERR 'Permissions Violation for Subscription to \"a\" (sid \"1\")'\r\n"
        "-ERR 'Permissions Violation for Subscription to \"a\" using queue \"q\" (sid \"2\")'\r\n");
  TestClient other = log_in(world, "u");
  (void)other.say("PUB b 1\r\nx\r\nPUB secret.b 1\r\nx\r\n");
  const std::string heard = client.heard();
  CHECK(heard.size() == 28);
  CHECK(heard.find("MSG b 3 1\r\nx\r\n") != std::string::npos);
  CHECK(heard.find("MSG b 4 1\r\nx\r\n") != std::string::npos);
}

TEST_CASE("a renewal that ends it, and a limit that does") {
  SessionWorld world;
  add_user(world, "u");
  SUBCASE("revoked") {
    world.authenticator.users["u"].admission.renew = [] {
      return Renewal{.admission = {},
                     .expulsion = {.error = "User Authentication Revoked",
                                   .reason = "Credentials Revoked",
                                   .detail = "revoked"}};
    };
    TestClient client = log_in(world, "u");
    world.newest().on_account_changed();
    CHECK(client.heard() == "-ERR 'User Authentication Revoked'\r\n");
    CHECK(world.registry.closed().at(0).reason == "Credentials Revoked");
  }
  SUBCASE("subscriptions") {
    TestClient client = log_in(world, "u");
    (void)client.say("SUB a 1\r\nSUB b 2\r\n");
    world.accounts.global().set_limits({.subscriptions = 1});
    world.newest().on_account_changed();
    CHECK(client.heard() == "-ERR 'maximum subscriptions exceeded'\r\n");
    CHECK(world.registry.closed().at(0).reason == "Maximum Subscriptions Exceeded");
  }
}

TEST_CASE("cookies of a WebSocket log in") {
  SessionWorld world;
  add_user(world, "u");
  world.options.websocket.user_cookie = "user";
  world.options.websocket.pass_cookie = "pass";
  TestClient client = world.dial({.type = ConnectionType::WebSocket, .tls = nullptr}, true);
  client.far().cookies = {{"user", "u"}, {"pass", "pw"}};
  (void)client.heard();
  CHECK(client.say("CONNECT {\"verbose\":true}\r\n") == "+OK\r\n");
  CHECK(world.registry.open().at(0).type == "websocket");
}
