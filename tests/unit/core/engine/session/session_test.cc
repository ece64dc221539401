// Time, slow peers, the end, and what is told about a connection.
#include "core/engine/session/session.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "core/engine/session/delivery.h"
#include "tests/unit/core/engine/session/session_world.h"

using namespace natsop;
using namespace natsop::engine;
// NOLINTBEGIN(misc-unused-using-decls): clang-tidy does not see the use of literals
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
// NOLINTEND(misc-unused-using-decls)
using test::admission_to;
using test::SessionWorld;
using test::TestClient;

namespace {

std::string pub(std::string_view subject, std::size_t size) {
  return "PUB " + std::string(subject) + " " + std::to_string(size) + "\r\n" +
         std::string(size, 'x') + "\r\n";
}

}  // namespace

TEST_CASE("pings measure the round trip and find the dead") {
  SessionWorld world;
  TestClient client = world.connect();
  world.loop.advance(2400ms);
  CHECK(client.heard() == "PING\r\n");
  world.loop.fake_clock().advance(3ms);
  (void)client.say("PONG\r\n");
  CHECK(world.newest().rtt() >= 3ms);
  SUBCASE("one that talks is not asked") {
    for (int i = 0; i < 10; ++i) {
      world.loop.advance(1min);
      CHECK(client.say("PUB a 0\r\n\r\n").empty());
    }
  }
  SUBCASE("one that is silent is asked, and closed") {
    world.loop.advance(4min);
    CHECK(client.heard() == "PING\r\n");
    world.loop.advance(2min);
    CHECK(client.heard() == "PING\r\n");
    world.loop.advance(2min);
    CHECK(client.heard() == "-ERR 'Stale Connection'\r\n");
    CHECK(world.registry.closed().at(0).reason == "Stale Connection");
    CHECK(world.figures.stale_connections == 1);
  }
  SUBCASE("answers keep it") {
    for (int i = 0; i < 10; ++i) {
      world.loop.advance(4min);
      CHECK(client.say("PONG\r\n") == "PING\r\n");
      CHECK(!client.closed());
    }
  }
}

TEST_CASE("one that does not read is given up when too much waits") {
  SessionWorld world;
  world.options.max_pending = 4000;
  world.options.no_fast_producer_stall = true;
  TestClient slow = world.connect();
  TestClient fast = world.connect();
  (void)slow.say("SUB a 1\r\n");
  slow.far().takes = false;
  for (int i = 0; i < 5; ++i) {
    (void)fast.say(pub("a", 1000));
  }
  CHECK(slow.closed());
  CHECK(!fast.closed());
  CHECK(world.registry.closed().at(0).reason == "Slow Consumer (Pending Bytes)");
  CHECK(world.figures.slow_consumers == 1);
  CHECK(world.accounts.global().slow_consumers == 1);
}

TEST_CASE("much in one turn is no reason to give up one that reads") {
  SessionWorld world;
  world.options.max_pending = 4000;
  TestClient reader = world.connect();
  TestClient fast = world.connect();
  (void)reader.say("SUB a 1\r\n");
  std::string many;
  for (int i = 0; i < 50; ++i) {
    many += pub("a", 1000);
  }
  (void)fast.say(many);
  CHECK(!reader.closed());
  CHECK(reader.heard().size() > 50000);
}

TEST_CASE("write_deadline") {
  SessionWorld world;
  TestClient slow = world.connect();
  TestClient fast = world.connect();
  (void)slow.say("SUB a 1\r\n");
  slow.far().takes = false;
  (void)fast.say(pub("a", 10));
  SUBCASE("passes") {
    world.loop.advance(11s);
    CHECK(slow.closed());
    CHECK(world.registry.closed().at(0).reason == "Slow Consumer (Write Deadline)");
  }
  SUBCASE("is met") {
    world.loop.advance(9s);
    slow.far().resume();
    world.loop.advance(60s);
    CHECK(!slow.closed());
  }
}

TEST_CASE("a publisher waits for a consumer that is three quarters full") {
  SessionWorld world;
  world.options.max_pending = 4000;
  TestClient slow = world.connect();
  TestClient fast = world.connect();
  (void)slow.say("SUB a 1\r\n");
  slow.far().takes = false;
  (void)fast.say(pub("a", 1000) + pub("a", 1000));
  CHECK(!fast.far().paused);
  (void)fast.say(pub("a", 1000));
  CHECK(fast.far().paused);
  CHECK(world.registry.find(2)->stalls() == 1);
  CHECK(world.figures.stalled_clients == 1);
  SUBCASE("a little") {
    world.loop.advance(10ms);
    CHECK(!fast.far().paused);
  }
  SUBCASE("or until it has room") {
    slow.far().resume();
    CHECK(!fast.far().paused);
  }
  SUBCASE("or is gone") {
    slow.far().hang_up();
    CHECK(!fast.far().paused);
  }
}

TEST_CASE("how connections end") {
  SessionWorld world;
  TestClient client = world.connect();
  (void)client.say("SUB a 1\r\n");
  SUBCASE("read error") {
    client.far().hang_up(Transport::End::ReadError, "connection reset by peer");
    world.loop.settle();
    CHECK(world.registry.closed().at(0).reason == "Read Error");
  }
  SUBCASE("in order") {
    client.far().hang_up();
    world.loop.settle();
    CHECK(world.registry.closed().at(0).reason == "Client Closed");
    CHECK(world.events.lines.back() == "disconnect 1 Client Closed");
  }
  SUBCASE("kicked") {
    world.newest().expel("User Authentication Revoked", reason::kRevocation);
    CHECK(client.heard() == "-ERR 'User Authentication Revoked'\r\n");
  }
  CHECK(world.registry.open_count() == 0);
  CHECK(world.accounts.global().members().empty());
  CHECK(world.accounts.global().interest().figures().subscriptions == 0);
  const auto rows = world.registry.subscriptions(1);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].subject == "a");
  CHECK(rows[0].account == "$G");
}

TEST_CASE("in lame duck mode nobody is let in, and everyone is told") {
  SessionWorld world;
  TestClient client = world.connect(",\"protocol\":1");
  (void)client.say("PING\r\n");
  world.environment.lame_duck = true;
  world.info.lame_duck = true;
  world.registry.announce_info();
  CHECK(client.heard().find("\"ldm\":true") != std::string::npos);
  TestClient late = world.dial();
  CHECK(late.closed());
  CHECK(late.heard().empty());
  CHECK(!client.closed());
}

TEST_CASE("rows of open and closed connections agree") {
  SessionWorld world;
  TestClient client =
      world.connect(",\"name\":\"n\",\"lang\":\"cpp\",\"version\":\"1\",\"protocol\":1");
  (void)client.say("SUB a q 1\r\nSUB b 2\r\nUNSUB 2 9\r\nPUB b 2\r\nhi\r\n");
  world.loop.advance(1500ms);
  const ConnectionRow open = world.registry.open().at(0);
  CHECK(open.name == "n");
  CHECK(open.lang == "cpp");
  CHECK(open.version == "1");
  CHECK(open.ip == "127.0.0.1");
  CHECK(open.port == 50000);
  CHECK(open.in_msgs == 1);
  CHECK(open.out_bytes == 2);
  CHECK(open.subscriptions == 2);
  CHECK(open.account == "$G");
  CHECK(world.loop.clock().now() - open.last_activity == 1500ms);
  client.far().hang_up();
  world.loop.settle();
  const ConnectionRow closed = world.registry.closed().at(0);
  CHECK(closed.id == open.id);
  CHECK(closed.name == open.name);
  CHECK(closed.in_msgs == open.in_msgs);
  CHECK(closed.start == open.start);
  CHECK(closed.port == open.port);
  CHECK(closed.rtt == open.rtt);
  CHECK(closed.stop == world.loop.clock().now());
  CHECK(closed.reason == "Client Closed");
  auto rows = world.registry.subscriptions(1);
  std::ranges::sort(rows, {}, &SubscriptionRow::sid);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].queue == "q");
  CHECK(rows[1].max == 9);
  CHECK(rows[1].delivered == 1);
}

TEST_CASE("deliveries are activity, pings are not") {
  SessionWorld world;
  TestClient idle = world.connect();
  TestClient taker = world.connect();
  TestClient giver = world.connect();
  (void)taker.say("SUB a 1\r\n");
  const Time before = world.loop.clock().now();
  world.loop.advance(200s);
  CHECK(idle.heard() == "PING\r\nPING\r\n");
  (void)giver.say("PUB a 0\r\n\r\n");
  CHECK(world.registry.find(1)->last_activity() == before);
  CHECK(world.registry.find(2)->last_activity() == world.loop.clock().now());
  CHECK(world.registry.find(3)->last_activity() == world.loop.clock().now());
}

TEST_CASE("only so many closed connections are remembered") {
  SessionWorld world;
  world.options.max_closed_clients = 3;
  for (int i = 0; i < 5; ++i) {
    TestClient client = world.connect();
    client.far().hang_up();
    world.loop.settle();
  }
  const auto rows = world.registry.closed();
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].id == 3);
  CHECK(rows[2].id == 5);
}

namespace {

std::string many_subscriptions(int count) {
  std::string all;
  for (int at = 0; at < count; ++at) {
    all += "SUB many." + std::to_string(at) + " q " + std::to_string(at) + "\r\n";
  }
  return all;
}

std::uint64_t subscriptions_in(Account& account) {
  return account.interest().figures().subscriptions;
}

}  // namespace

TEST_CASE("a connection with very many subscriptions leaves in many turns") {
  SessionWorld world;
  Account& account = world.accounts.global();
  TestClient other = world.connect(",\"headers\":true,\"no_responders\":true");
  TestClient large = world.connect();
  (void)large.say(many_subscriptions(4000) + "SUB inbox 9000\r\n");
  (void)other.say("SUB many.3999 q 1\r\nSUB inbox 2\r\n");
  const std::uint64_t all = subscriptions_in(account);
  const std::uint64_t id = world.newest().id();

  large.far().hang_up();
  world.loop.turn();
  CHECK(world.registry.open_count() == 1);
  CHECK(account.count(Party::Client) == 1);
  const std::uint64_t left = subscriptions_in(account);
  CHECK(left < all);
  CHECK(left > 2);

  SUBCASE("others are served meanwhile, and it does not count") {
    int turns = 0;
    while (subscriptions_in(account) > 2) {
      const std::uint64_t before = subscriptions_in(account);
      CHECK(other.say("PUB many.3999 1\r\nx\r\n") == "MSG many.3999 1 1\r\nx\r\n");
      CHECK(other.say("PUB many.3998 inbox 0\r\n\r\n").starts_with("HMSG inbox 2 "));
      REQUIRE(before - subscriptions_in(account) < all / 3);
      REQUIRE(++turns < 1000);
    }
    CHECK(turns > 2);
    CHECK(subscriptions_in(account) == 2);
  }
  SUBCASE("what it had is remembered, in part") {
    CHECK(world.registry.closed().front().subscriptions == 4001);
    CHECK(world.registry.subscriptions(id).size() == 100);
  }
  SUBCASE("another with as many waits for its turn, and both go") {
    TestClient second = world.connect();
    (void)second.say(many_subscriptions(4000));
    second.far().hang_up();
    for (int turn = 0; turn < 100; ++turn) {
      world.loop.turn();
    }
    CHECK(subscriptions_in(account) == 2);
  }
}

TEST_CASE("an account may go while a connection with many subscriptions leaves it") {
  SessionWorld world;
  world.authenticator.users["u"] = {.pass = "pw",
                                    .admission = admission_to(world.accounts.get("A"), "u")};
  TestClient large = world.connect(",\"user\":\"u\",\"pass\":\"pw\"");
  (void)large.say(many_subscriptions(4000));
  large.far().hang_up();
  world.loop.turn();
  REQUIRE(subscriptions_in(*world.accounts.find("A")) > 0);
  world.accounts.remove("A");
  for (int turn = 0; turn < 10; ++turn) {
    world.loop.turn();
  }
  CHECK(world.accounts.find("A") == nullptr);
  CHECK(world.loop.timers() == 0);
}

TEST_CASE("the log in nats-server's words, without secrets") {
  SessionWorld world;
  world.log.set_level(LogLevel::Trace);
  TestClient client = world.connect(
      ",\"user\":\"me\",\"pass\":\"hunter2\",\"lang\":\"go\",\"name\":\"app\",\"version\":\"1.0\"");
  (void)client.say("SUB x 1\r\nPUB x 5\r\nhello\r\nPING\r\n");
  client.far().hang_up();
  world.loop.settle();
  std::string all;
  for (const std::string& line : world.sink.lines()) {
    all += line + "\n";
  }
  CAPTURE(all);
  CHECK(all.find("hunter2") == std::string::npos);
  for (const std::string wanted :
       {"127.0.0.1:50000 - cid:1", "v1.0:go:app", "Client connection created",
        "\"pass\":\"[REDACTED]\"", "<<- [SUB x 1]", "<<- [PUB x 5]", "<<- MSG_PAYLOAD: [\"hello\"]",
        "->> [MSG x 1 5]", "<<- [PING]", "->> [PONG]", "Client connection closed: Client Closed"}) {
    CAPTURE(wanted);
    CHECK(all.find(wanted) != std::string::npos);
  }
}

TEST_CASE("a description with and without sharing") {
  SessionWorld world;
  TestClient client = world.connect(",\"name\":\"n\"");
  ClientInfo little;
  world.newest().describe(little, false);
  CHECK(little.account == "$G");
  CHECK(little.name.empty());
  ClientInfo all;
  world.newest().describe(all, true);
  CHECK(all.name == "n");
  CHECK(all.id == 1);
  CHECK(all.host == "127.0.0.1");
  CHECK(all.kind == "Client");
}

TEST_CASE("deliveries are written as the protocol has them") {
  Output output;
  const std::string body = "NATS/1.0\r\n\r\nhello";
  const Message message{.subject = "s", .reply = "r", .body = body, .header_size = 12};
  CHECK(write_delivery(output, message, "9", true) == 17);
  CHECK(write_delivery(output, message, "9", false) == 5);
  std::array<iovec, 4> pieces;
  std::string text;
  for (std::size_t i = 0, count = output.front(pieces); i < count; ++i) {
    text.append(static_cast<const char*>(pieces[i].iov_base), pieces[i].iov_len);
  }
  CHECK(text ==
        "HMSG s 9 r 12 17\r\nNATS/1.0\r\n\r\nhello\r\n"
        "MSG s 9 r 5\r\nhello\r\n");
}
