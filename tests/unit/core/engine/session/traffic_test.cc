// What a connection says and hears once it is in.
#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "tests/unit/core/engine/session/session_world.h"

using namespace natsop;
using namespace natsop::engine;
// NOLINTBEGIN(misc-unused-using-decls): clang-tidy does not see the use of literals
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""s;
// NOLINTEND(misc-unused-using-decls)
using test::admission_to;
using test::SessionWorld;
using test::TestClient;

namespace {

constexpr std::string_view kHeaders = ",\"headers\":true,\"no_responders\":true";

TestClient with_permissions(SessionWorld& world, PermissionRules rules) {
  world.authenticator.users["u"] = {
      .pass = "pw",
      .admission = admission_to(world.accounts.global(), "u",
                                std::make_shared<const Permissions>(std::move(rules)))};
  return world.connect(",\"user\":\"u\",\"pass\":\"pw\"");
}

}  // namespace

TEST_CASE("the transcript of a verbose, pedantic client") {
  SessionWorld world;
  TestClient client = world.dial();
  (void)client.heard();
  CHECK(client.say("CONNECT {\"user\":\"hub\",\"pass\":\"hub\",\"verbose\":true,\"pedantic\":true,"
                   "\"lang\":\"x\",\"protocol\":1,\"headers\":true,\"no_responders\":true}\r\n") ==
        "+OK\r\n");
  CHECK(client.say("PING\r\n").starts_with("PONG\r\nINFO {"));
  CHECK(client.say("SUB a..b 1\r\n") == "-ERR 'Invalid Subject'\r\n");
  CHECK(client.say("SUB foo.* 2\r\n") == "+OK\r\n");
  CHECK(client.say("PUB foo.* 2\r\nhi\r\n") ==
        "-ERR 'Invalid Publish Subject'\r\n+OK\r\nMSG foo.* 2 2\r\nhi\r\n");
  CHECK(client.say("PUB foo.a 2\r\nok\r\n") == "+OK\r\nMSG foo.a 2 2\r\nok\r\n");
}

TEST_CASE("no responders") {
  SessionWorld world;
  TestClient client = world.connect(kHeaders);
  CHECK(client.say("SUB _INBOX.x 7\r\nPUB nobody.here _INBOX.x 0\r\n\r\n") ==
        "HMSG _INBOX.x 7 43 43\r\nNATS/1.0 503\r\nNats-Subject: nobody.here\r\n\r\n\r\n");
  SUBCASE("a queue subscription does not count") {
    (void)client.say("UNSUB 7\r\nSUB _INBOX.x q 8\r\n");
    CHECK(client.say("PUB nobody.here _INBOX.x 0\r\n\r\n").empty());
  }
  SUBCASE("nor one of somebody else") {
    TestClient other = world.connect(kHeaders);
    CHECK(other.say("PUB nobody.here _INBOX.x 0\r\n\r\n").empty());
    CHECK(client.heard().empty());
  }
  SUBCASE("not for those who did not ask") {
    TestClient plain = world.connect();
    CHECK(plain.say("SUB r 1\r\nPUB nobody r 0\r\n\r\n").empty());
  }
}

TEST_CASE("echo and headers") {
  SessionWorld world;
  TestClient loud = world.connect(",\"headers\":true");
  TestClient deaf = world.connect(",\"headers\":true,\"echo\":false");
  TestClient old = world.connect();
  (void)loud.say("SUB a 1\r\n");
  (void)deaf.say("SUB a 2\r\n");
  (void)old.say("SUB a 3\r\n");
  CHECK(deaf.say("HPUB a r 18 20\r\nNATS/1.0\r\nA: b\r\n\r\nhi\r\n").empty());
  CHECK(loud.heard() == "HMSG a 1 r 18 20\r\nNATS/1.0\r\nA: b\r\n\r\nhi\r\n");
  CHECK(old.heard() == "MSG a 3 r 2\r\nhi\r\n");
  CHECK(world.registry.find(3)->sent().bytes == 2);
  CHECK(world.registry.find(1)->sent().bytes == 20);
  CHECK(old.say("HPUB a 12 12\r\nNATS/1.0\r\n\r\n\r\n").empty());
  CHECK(world.registry.closed().at(0).reason == "Protocol Violation");
}

TEST_CASE("auto-unsubscribe") {
  SessionWorld world;
  TestClient client = world.connect();
  CHECK(client.say("SUB a 1\r\nUNSUB 1 2\r\nPUB a 1\r\nx\r\nPUB a 1\r\ny\r\nPUB a 1\r\nz\r\n") ==
        "MSG a 1 1\r\nx\r\nMSG a 1 1\r\ny\r\n");
  CHECK(world.newest().subscriptions() == 0);
  // As many as were delivered already, or fewer: now.
  (void)client.say("SUB a 2\r\nPUB a 1\r\nx\r\nUNSUB 2 1\r\n");
  CHECK(world.newest().subscriptions() == 0);
  CHECK(client.say("UNSUB 99\r\n").empty());
}

TEST_CASE("a sid that is there already") {
  SessionWorld world;
  TestClient client = world.connect(",\"verbose\":true");
  CHECK(client.say("SUB a 1\r\nSUB b 1\r\n") == "+OK\r\n+OK\r\n");
  CHECK(client.say("PUB b 1\r\nx\r\n") == "+OK\r\n");
  CHECK(client.say("PUB a 1\r\nx\r\n") == "+OK\r\nMSG a 1 1\r\nx\r\n");
}

TEST_CASE("queue groups share, and each gets something") {
  SessionWorld world;
  TestClient one = world.connect();
  TestClient two = world.connect();
  TestClient publisher = world.connect();
  (void)one.say("SUB a q 1\r\n");
  (void)two.say("SUB a q 1\r\n");
  for (int i = 0; i < 100; ++i) {
    (void)publisher.say("PUB a 1\r\nx\r\n");
  }
  const std::size_t first = one.heard().size() / 14;
  const std::size_t second = two.heard().size() / 14;
  CHECK(first + second == 100);
  CHECK(first > 20);
  CHECK(second > 20);
}

TEST_CASE("permissions to publish") {
  SessionWorld world;
  PermissionRules rules;
  rules.publish.allow = {"ok.>"};
  rules.publish.deny = {"ok.not"};
  TestClient client = with_permissions(world, rules);
  CHECK(client.say("PUB ok.a 1\r\nx\r\n").empty());
  CHECK(client.say("PUB ok.not 1\r\nx\r\n") ==
        "-ERR 'Permissions Violation for Publish to \"ok.not\"'\r\n");
  CHECK(client.say("PUB no 1\r\nx\r\n") ==
        "-ERR 'Permissions Violation for Publish to \"no\"'\r\n");
  CHECK(!client.closed());
}

TEST_CASE("permissions to subscribe") {
  SessionWorld world;
  PermissionRules rules;
  rules.subscribe.allow = {"ok.>", "q1 *.dev"};
  rules.subscribe.deny = {"ok.not"};
  TestClient client = with_permissions(world, rules);
  CHECK(client.say("SUB no 1\r\n") ==
        "-ERR 'Permissions Violation for Subscription to \"no\"'\r\n");
  CHECK(client.say("SUB q1 x 1\r\n") ==
        "-ERR 'Permissions Violation for Subscription to \"q1\" using queue \"x\"'\r\n");
  CHECK(client.say("SUB q1 a.dev 1\r\n").empty());
  CHECK(client.say("SUB ok.a _sys_ 2\r\n") ==
        "-ERR 'Permissions Violation for Subscription to \"ok.a\" using queue \"_sys_\"'\r\n");
  // Broader than a denied one: accepted, and filtered.
  CHECK(client.say("SUB ok.* 3\r\n").empty());
  world.authenticator.users["all"] = {.pass = "pw",
                                      .admission = admission_to(world.accounts.global())};
  TestClient other = world.connect(",\"user\":\"all\",\"pass\":\"pw\"");
  (void)other.say("PUB ok.not 1\r\nx\r\nPUB ok.yes 1\r\ny\r\n");
  CHECK(client.heard() == "MSG ok.yes 3 1\r\ny\r\n");
}

TEST_CASE("responses are allowed as often and as long as the rule says") {
  SessionWorld world;
  PermissionRules rules;
  rules.publish.allow = std::vector<std::string>();
  rules.responses = PermissionRules::Responses{.max = 2, .ttl = 1min};
  TestClient service = with_permissions(world, rules);
  (void)service.say("SUB req 1\r\n");
  world.authenticator.users["all"] = {.pass = "pw",
                                      .admission = admission_to(world.accounts.global())};
  TestClient client = world.connect(",\"user\":\"all\",\"pass\":\"pw\"");
  (void)client.say("SUB inbox 1\r\nPUB req inbox 0\r\n\r\n");
  CHECK(service.heard() == "MSG req 1 inbox 0\r\n\r\n");
  CHECK(service.say("PUB inbox 1\r\na\r\nPUB inbox 1\r\nb\r\n").empty());
  CHECK(service.say("PUB inbox 1\r\nc\r\n") ==
        "-ERR 'Permissions Violation for Publish to \"inbox\"'\r\n");
  CHECK(client.heard() == "MSG inbox 1 1\r\na\r\nMSG inbox 1 1\r\nb\r\n");
  (void)client.say("PUB req inbox 0\r\n\r\n");
  (void)service.heard();
  world.loop.advance(61s);
  (void)service.heard();
  CHECK(service.say("PUB inbox 1\r\na\r\n") ==
        "-ERR 'Permissions Violation for Publish to \"inbox\"'\r\n");
}

TEST_CASE("replies and subjects that are the server's own") {
  SessionWorld world;
  TestClient client = world.connect();
  (void)client.say("SUB > 1\r\n");
  for (const std::string reply : {"_R_.abc", "$JS.ACK.a.b", "_GR_.x"}) {
    CHECK(client.say("PUB a " + reply + " 0\r\n\r\n") ==
          "-ERR 'Permissions Violation for Publish with Reply of \"" + reply + "\"'\r\n");
  }
  CHECK(client.say("PUB $NRG.x 0\r\n\r\n") ==
        "-ERR 'Permissions Violation for Publish to \"$NRG.x\"'\r\n");
  CHECK(client.say("PUB a _INBOX.x 0\r\n\r\n") == "MSG a 1 _INBOX.x 0\r\n\r\n");
}

TEST_CASE("limits of subscriptions, tokens, payload and control line") {
  SessionWorld world;
  world.options.max_subscriptions = 1;
  world.options.max_subscription_tokens = 3;
  world.options.max_payload = 5;
  world.options.max_control_line = 12;
  TestClient client = world.dial();
  (void)client.say("CONNECT {}\r\n");
  (void)client.say("CONNECT {\"echo\":true}\r\n");
  CHECK(client.closed());
  CHECK(world.registry.closed().at(0).reason == "Maximum Control Line Exceeded");
  world.options.max_control_line = 4096;
  TestClient quiet = world.connect();
  CHECK(quiet.say("SUB a.b.c.d 1\r\n") ==
        "-ERR 'Permissions Violation for Subscription to \"a.b.c.d\", too many tokens'\r\n");
  CHECK(quiet.say("SUB a.b.c 1\r\nSUB b 2\r\n") == "-ERR 'maximum subscriptions exceeded'\r\n");
  CHECK(quiet.say("PUB a 5\r\n12345\r\n").empty());
  CHECK(quiet.say("PUB a 6\r\n") == "-ERR 'Maximum Payload Violation'\r\n");
  CHECK(world.registry.closed().at(1).reason == "Maximum Message Payload Exceeded");
}

TEST_CASE("what is no protocol") {
  SessionWorld world;
  TestClient client = world.connect();
  CHECK(client.say("GET / HTTP/1.1\r\n") == "-ERR 'Unknown Protocol Operation'\r\n");
  CHECK(world.registry.closed().at(0).reason == "Protocol Violation");
  TestClient angry = world.connect();
  CHECK(angry.say("-ERR 'x'\r\n").empty());
  CHECK(world.registry.closed().at(1).reason == "Parse Error");
  TestClient vague = world.connect();
  CHECK(vague.say("PUB a\r\n").empty());
  CHECK(world.registry.closed().at(2).reason == "Protocol Violation");
}

TEST_CASE("one publisher's subscriber may unsubscribe, close and publish in its turn") {
  SessionWorld world;
  TestClient client = world.connect();
  (void)client.say("SUB a 1\r\nSUB a 2\r\nUNSUB 1 1\r\n");
  CHECK(client.say("PUB a 1\r\nx\r\nPUB a 1\r\ny\r\n") ==
        "MSG a 1 1\r\nx\r\nMSG a 2 1\r\nx\r\nMSG a 2 1\r\ny\r\n");
  CHECK(world.accounts.global().interest().figures().subscriptions == 1);
}

TEST_CASE("figures of connection, account and server") {
  SessionWorld world;
  TestClient client = world.connect();
  (void)client.say("SUB a 1\r\nPUB a 3\r\nabc\r\nPUB b 2\r\nde\r\n");
  const Session& session = world.newest();
  CHECK(session.received().messages == 2);
  CHECK(session.received().bytes == 5);
  CHECK(session.sent().messages == 1);
  CHECK(session.sent().bytes == 3);
  CHECK(world.accounts.global().received.bytes == 5);
  CHECK(world.accounts.global().sent.bytes == 3);
  CHECK(world.figures.from_clients.messages == 2);
  CHECK(world.figures.to_clients.messages == 1);
}
