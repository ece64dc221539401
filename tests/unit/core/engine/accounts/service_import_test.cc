#include "core/engine/accounts/service_import.h"

#include <doctest/doctest.h>

#include "core/engine/accounts/reserved.h"
#include "core/engine/protocol/headers.h"
#include "tests/unit/core/engine/accounts/world.h"

namespace natsop::engine::test {

using Texts = std::vector<std::string>;

namespace {

constexpr std::chrono::seconds kThreshold{120};

/// B offers a service; A imports it by one rule.
struct Pair : World {
  Pair(const ExportRule& offer, const ImportRule& rule) {
    const auto problems = accounts.apply({{"A", {.imports = {rule}}}, {"B", {.exports = {offer}}}});
    REQUIRE(problems.empty());
    a = member("A");
    b = member("B");
  }
  [[nodiscard]] std::size_t open(std::string_view name) {
    return account(name).exports().responses().size();
  }
  std::unique_ptr<FakeMember> a;
  std::unique_ptr<FakeMember> b;
};

/// Answers each request with its payload, doubled.
void serve(FakeMember& member) {
  member.answer = [&member](const Got& request) {
    if (!request.reply.empty()) {
      CHECK(member.publish(request.reply, request.payload + request.payload) == 1);
    }
  };
}

std::string info_of(const Got& got) {
  return std::string(headers::get(got.headers, kRequestInfoHeader).value_or(""));
}

}  // namespace

TEST_CASE("a request crosses to the service and its answer comes back") {
  Pair pair(service_export("svc.*"), service_import("B", "svc.*", "local.$1"));
  serve(*pair.b);
  pair.b->subscribe("svc.>");
  pair.a->subscribe("inbox.1");
  CHECK(pair.a->publish("local.x", "ab", "inbox.1") == 1);
  REQUIRE(pair.b->got.size() == 1);
  CHECK(pair.b->got[0].subject == "svc.x");
  CHECK(pair.b->got[0].payload == "ab");
  REQUIRE(pair.a->got.size() == 1);
  CHECK(pair.a->got[0].subject == "inbox.1");
  CHECK(pair.a->got[0].payload == "abab");
  CHECK(pair.a->got[0].headers.empty());
  CHECK(pair.open("B") == 0);
}

TEST_CASE("the exporter learns nothing of the requestor's inbox, nor the other way round") {
  Pair pair(service_export("svc", ResponseType::Stream), service_import("B", "svc"));
  const auto spy = pair.member("B");
  spy->subscribe(">");
  pair.b->subscribe("svc");
  pair.b->answer = [&](const Got& request) {
    // The spy hears it too.
    CHECK(pair.b->publish(request.reply, "more?", "b.inner.inbox") == 2);
  };
  pair.b->subscribe("b.inner.inbox");
  pair.a->subscribe("a.secret.inbox");
  CHECK(pair.a->publish("svc", "hi", "a.secret.inbox") == 1);
  REQUIRE(pair.a->got.size() == 1);
  const std::string back = pair.a->got[0].reply;
  CHECK(back.starts_with("_R_."));
  CHECK(back.size() == std::string("_R_.AAAAAA.BBBBBB").size());
  pair.b->answer = nullptr;
  CHECK(pair.a->publish(back, "yes") == 1);
  CHECK(pair.b->got.back().subject == "b.inner.inbox");
  CHECK(pair.b->got.back().payload == "yes");
  for (const Got& seen : spy->got) {
    CAPTURE(seen.subject);
    CHECK_FALSE(seen.subject.starts_with("a."));
    CHECK_FALSE(seen.reply.starts_with("a."));
  }
  for (const Got& seen : pair.a->got) {
    CHECK_FALSE(seen.subject.starts_with("b."));
    CHECK_FALSE(seen.reply.starts_with("b."));
  }
}

TEST_CASE("reply subjects are under one prefix of the account, and none is like another") {
  Pair pair(service_export("svc"), service_import("B", "svc"));
  pair.b->subscribe("svc");
  std::set<std::string> replies;
  for (int i = 0; i < 500; ++i) {
    CHECK(pair.a->publish("svc", "", "inbox") == 1);
    replies.insert(pair.b->got.back().reply);
  }
  CHECK(replies.size() == 500);
  CHECK(pair.open("B") == 500);
  const std::string prefix = replies.begin()->substr(0, 11);
  for (const std::string& reply : replies) {
    REQUIRE(reply.starts_with(prefix));
  }
  const Texts interest = interest_of(pair.account("B"));
  CHECK(interest == Texts{prefix + ">", "svc"});
}

TEST_CASE("a single response is the only one") {
  Pair pair(service_export("svc"), service_import("B", "svc"));
  pair.b->subscribe("svc");
  pair.a->subscribe("inbox");
  CHECK(pair.a->publish("svc", "", "inbox") == 1);
  const std::string reply = pair.b->got[0].reply;
  CHECK(pair.b->publish(reply, "1") == 1);
  CHECK(pair.b->publish(reply, "2") == 0);
  CHECK(pair.a->got.size() == 1);
}

TEST_CASE("a stream of responses ends with an empty one") {
  for (const ResponseType type : {ResponseType::Stream, ResponseType::Chunked}) {
    Pair pair(service_export("svc", type), service_import("B", "svc"));
    pair.b->subscribe("svc");
    pair.a->subscribe("inbox");
    CHECK(pair.a->publish("svc", "", "inbox") == 1);
    const std::string reply = pair.b->got[0].reply;
    CHECK(pair.b->publish(reply, "1") == 1);
    CHECK(pair.b->publish(reply, "", {}, "NATS/1.0 100\r\n\r\n") == 1);
    CHECK(pair.open("B") == 1);
    CHECK(pair.b->publish(reply, "") == 1);
    CHECK(pair.open("B") == 0);
    CHECK(pair.b->publish(reply, "3") == 0);
    CHECK(pair.a->got.size() == 3);
  }
}

TEST_CASE("open requests keep their type of response when the rule changes") {
  Pair pair(service_export("svc", ResponseType::Stream), service_import("B", "svc"));
  pair.b->subscribe("svc");
  pair.a->subscribe("inbox");
  CHECK(pair.a->publish("svc", "", "inbox") == 1);
  REQUIRE(pair.account("B").apply({.exports = {service_export("svc")}}).empty());
  CHECK(pair.a->publish("svc", "", "inbox") == 1);
  const std::string stream = pair.b->got[0].reply;
  const std::string single = pair.b->got[1].reply;
  CHECK(pair.b->publish(stream, "1") == 1);
  CHECK(pair.b->publish(stream, "2") == 1);
  CHECK(pair.b->publish(single, "1") == 1);
  CHECK(pair.b->publish(single, "2") == 0);
}

TEST_CASE("a response that is silent for too long is forgotten") {
  ExportRule offer = service_export("svc", ResponseType::Stream);
  Pair pair(offer, service_import("B", "svc"));
  pair.b->subscribe("svc");
  pair.a->subscribe("inbox");
  CHECK(pair.a->publish("svc", "", "inbox") == 1);
  const std::string first = pair.b->got.back().reply;
  pair.loop.advance(kThreshold / 2);
  CHECK(pair.a->publish("svc", "", "inbox") == 1);
  const std::string second = pair.b->got.back().reply;
  pair.loop.advance(kThreshold / 4);
  CHECK(pair.b->publish(first, "still here") == 1);
  pair.loop.advance(kThreshold * 3 / 4 - std::chrono::seconds(1));
  CHECK(pair.open("B") == 2);
  CHECK(pair.b->publish(first, "and here") == 1);
  pair.loop.advance(std::chrono::seconds(2));
  CHECK(pair.open("B") == 1);
  CHECK(pair.b->publish(second, "too late") == 0);
  CHECK(pair.b->publish(first, "in time") == 1);
  pair.loop.advance(kThreshold + std::chrono::seconds(1));
  CHECK(pair.open("B") == 0);
  CHECK(pair.loop.timers() == 0);

  offer.response_threshold = std::chrono::seconds(5);
  REQUIRE(pair.account("B").apply({.exports = {offer}}).empty());
  CHECK(pair.a->publish("svc", "", "inbox") == 1);
  pair.loop.advance(std::chrono::seconds(6));
  CHECK(pair.open("B") == 0);
}

TEST_CASE("a request that nobody takes says so, and leaves nothing") {
  Pair pair(service_export("svc"), service_import("B", "svc"));
  pair.a->subscribe("inbox");
  CHECK(pair.a->publish("svc", "", "inbox") == 0);
  pair.b->subscribe("svc");
  pair.b->takes = false;
  CHECK(pair.a->publish("svc", "", "inbox") == 0);
  CHECK(pair.open("B") == 0);
}

TEST_CASE("once the requestor listens no more, the response is forgotten") {
  for (const std::string pattern : {"inbox.7", "inbox.*", "*.7", ">"}) {
    CAPTURE(pattern);
    Pair pair(service_export("svc", ResponseType::Stream), service_import("B", "svc"));
    pair.b->subscribe("svc");
    Subscription& one = pair.a->subscribe(pattern);
    Subscription& other = pair.a->subscribe("inbox.7");
    CHECK(pair.a->publish("svc", "", "inbox.7") >= 1);
    CHECK(pair.open("B") == 1);
    pair.a->unsubscribe(one);
    CHECK(pair.open("B") == 1);
    pair.a->unsubscribe(other);
    CHECK(pair.open("B") == 0);
    CHECK(pair.account("A").imports().awaited().empty());
    CHECK(pair.b->publish(pair.b->got[0].reply, "") == 0);
  }
}

TEST_CASE("acknowledgements keep their reply subject") {
  Pair pair(service_export("next"), service_import("B", "next"));
  pair.b->subscribe("next");
  CHECK(pair.a->publish("next", "", "$JS.ACK.S.C.1") == 1);
  CHECK(pair.b->got[0].reply == "$JS.ACK.S.C.1");
  CHECK(pair.open("B") == 0);
}

TEST_CASE("who asked is told, in full only when shared") {
  Pair pair(service_export("svc"), service_import("B", "svc"));
  pair.b->subscribe("svc");
  CHECK(pair.a->publish("svc", "x", "i", "NATS/1.0\r\nK: v\r\nnats-request-info: forged\r\n\r\n") ==
        1);
  CHECK(info_of(pair.b->got[0]) == R"({"acc":"A","rtt":1000})");
  CHECK(pair.b->got[0].headers ==
        "NATS/1.0\r\nK: v\r\nNats-Request-Info: {\"acc\":\"A\",\"rtt\":1000}\r\n\r\n");
  CHECK(pair.b->got[0].payload == "x");
  CHECK(pair.a->publish("svc", "y", "i") == 1);
  CHECK(pair.b->got[1].payload == "y");
  CHECK(info_of(pair.b->got[1]) == R"({"acc":"A","rtt":1000})");

  Pair shared(service_export("svc"), service_import("B", "svc", "", true));
  shared.b->subscribe("svc");
  CHECK(shared.a->publish("svc", "", "i") == 1);
  CHECK(info_of(shared.b->got[0]) ==
        R"({"id":1,"acc":"A","rtt":1000,"server":"srv","kind":"Client"})");
  shared.a->rtt = std::chrono::nanoseconds(5);
  CHECK(shared.a->publish("svc", "", "i") == 1);
  CHECK(info_of(shared.b->got[1]) ==
        R"({"id":1,"acc":"A","rtt":5,"server":"srv","kind":"Client"})");
}

TEST_CASE("the system account learns where a request came in; the server's own say nothing") {
  Pair pair(service_export("svc"), service_import("B", "svc"));
  pair.accounts.set_system(&pair.account("B"));
  pair.b->subscribe("svc");
  CHECK(pair.a->publish("svc", "", "i") == 1);
  CHECK(info_of(pair.b->got[0]) == R"({"acc":"A","rtt":1000,"server":"srv"})");
  const auto inner = pair.member("A", Party::System);
  CHECK(inner->publish("svc", "", "i") == 1);
  CHECK(pair.b->got[1].headers.empty());
}

TEST_CASE("requests and answers go through a chain of accounts") {
  World world;
  const std::map<std::string, AccountRules> rules{
      {"A", {.imports = {service_import("B", "mid.*", "near.$1")}}},
      {"B",
       {.exports = {service_export("mid.*", ResponseType::Stream)},
        .imports = {service_import("C", "far.*", "mid.$1")}}},
      {"C", {.exports = {service_export("far.*", ResponseType::Stream)}}}};
  REQUIRE(world.accounts.apply(rules).empty());
  const auto a = world.member("A");
  const auto b = world.member("B");
  const auto c = world.member("C");
  const auto responses = [&](std::string_view name) {
    return world.account(name).exports().responses().size();
  };
  Subscription& inbox = a->subscribe("inbox");
  c->subscribe("far.x");
  CHECK(a->publish("near.x", "q", "inbox") == 1);
  REQUIRE(c->got.size() == 1);
  CHECK(c->got[0].subject == "far.x");
  CHECK(info_of(c->got[0]) == R"({"acc":"A","svc":"B","rtt":1000})");
  CHECK(responses("B") == 1);
  CHECK(responses("C") == 1);
  CHECK(c->publish(c->got[0].reply, "1") == 1);
  CHECK(c->publish(c->got[0].reply, "2") == 1);
  REQUIRE(a->got.size() == 2);
  CHECK(a->got[1].subject == "inbox");
  CHECK(b->got.empty());

  SUBCASE("the end of the stream ends both") {
    CHECK(c->publish(c->got[0].reply, "") == 1);
    CHECK(responses("B") == 0);
    CHECK(responses("C") == 0);
  }
  SUBCASE("so does the requestor's loss of interest") {
    a->unsubscribe(inbox);
    CHECK(responses("B") == 0);
    CHECK(responses("C") == 0);
  }
  SUBCASE("so does time") {
    world.loop.advance(kThreshold * 2);
    CHECK(responses("B") == 0);
    CHECK(responses("C") == 0);
  }
  SUBCASE("so does the end of the account in the middle") {
    world.accounts.remove("B");
    CHECK(responses("C") == 0);
    CHECK(world.account("A").imports().awaited().empty());
  }
  SUBCASE("without anyone at the far end there are no responders") {
    const auto lonely = world.member("A");
    CHECK(lonely->publish("near.other", "", "inbox") == 0);
    CHECK(responses("B") == 1);
    CHECK(responses("C") == 1);
  }
}

TEST_CASE("what came through a service import is not exported as a stream") {
  World world;
  REQUIRE(world.accounts
              .apply({{"A", {.imports = {service_import("B", "svc")}}},
                      {"B", {.exports = {service_export("svc"), stream_export("svc")}}},
                      {"C", {.imports = {stream_import("B", "svc")}}}})
              .empty());
  const auto a = world.member("A");
  const auto b = world.member("B");
  const auto c = world.member("C");
  c->subscribe("svc");
  CHECK(a->publish("svc", "", "inbox") == 0);
  CHECK(c->got.empty());
  CHECK(b->publish("svc", "") == 1);
  CHECK(c->got.size() == 1);
}

TEST_CASE("the exporter's mappings apply to requests that come in") {
  World world;
  REQUIRE(world.accounts
              .apply({{"A", {.imports = {service_import("B", "$JS.hub.API.>", "from.b.API.>")}}},
                      {"B",
                       {.exports = {service_export("$JS.hub.API.>")},
                        .mappings = {{.source = "$JS.hub.API.>",
                                      .destinations = {{.subject = "$JS.API.>"}}}}}}})
              .empty());
  const auto a = world.member("A");
  const auto b = world.member("B");
  b->subscribe("$JS.API.>");
  CHECK(a->publish("from.b.API.STREAM.INFO.X", "", "inbox") == 1);
  CHECK(b->subjects() == Texts{"$JS.API.STREAM.INFO.X"});
}

TEST_CASE("a request that goes round in a circle ends") {
  // Mappings make a circle that the rules alone do not show.
  World world;
  const auto mapping = [](std::string from, std::string to) {
    return MappingRule{.source = std::move(from), .destinations = {{.subject = std::move(to)}}};
  };
  REQUIRE(world.accounts
              .apply({{"A",
                       {.exports = {service_export("a")},
                        .imports = {service_import("B", "b", "to.b")},
                        .mappings = {mapping("a", "to.b")}}},
                      {"B",
                       {.exports = {service_export("b")},
                        .imports = {service_import("A", "a", "to.a")},
                        .mappings = {mapping("b", "to.a")}}}})
              .empty());
  const auto a = world.member("A");
  CHECK(a->publish("a", "", "inbox") == 0);
  CHECK(world.account("A").exports().responses().size() == 0);
  CHECK(world.account("B").exports().responses().size() == 0);
}

TEST_CASE("an account imports from itself") {
  World world;
  REQUIRE(world.account("A")
              .apply({.exports = {service_export("svc")},
                      .imports = {service_import("A", "svc", "alias")}})
              .empty());
  const auto a = world.member("A");
  serve(*a);
  a->subscribe("svc");
  const auto asking = world.member("A");
  asking->subscribe("inbox");
  CHECK(asking->publish("alias", "x", "inbox") == 1);
  CHECK(asking->got.size() == 1);
}

TEST_CASE("an answer is no request to the service it comes from") {
  Pair pair(service_export(">"), service_import("B", ">"));
  pair.a->subscribe("inbox");
  pair.b->subscribe("svc");
  pair.b->subscribe("inbox");
  pair.b->answer = [&](const Got& request) {
    if (request.subject == "svc") CHECK(pair.b->publish(request.reply, "yes") == 1);
  };
  CHECK(pair.a->publish("svc", "", "inbox") == 1);
  CHECK(pair.a->got.size() == 1);
  CHECK(pair.b->got.size() == 1);
}

TEST_CASE("a service that is withdrawn within its own request does no harm") {
  Pair pair(service_export("svc"), service_import("B", "svc"));
  pair.a->subscribe("inbox");
  pair.b->subscribe("svc");
  pair.b->answer = [&](const Got& request) {
    REQUIRE(pair.account("B").apply({}).empty());
    CHECK(pair.b->publish(request.reply, "late") == 0);
  };
  CHECK(pair.a->publish("svc", "", "inbox") == 1);
  CHECK(pair.a->got.empty());
  CHECK(pair.account("A").imports().problems().size() == 1);
  pair.loop.end_turn();
  CHECK(pair.a->publish("svc", "", "inbox") == 0);
  REQUIRE(pair.account("B").apply({.exports = {service_export("svc")}}).empty());
  CHECK(pair.account("A").imports().problems().empty());
  pair.b->answer = nullptr;
  CHECK(pair.a->publish("svc", "", "inbox") == 1);
}

TEST_CASE("a requestor that goes away within its answer does no harm") {
  Pair pair(service_export("svc", ResponseType::Stream), service_import("B", "svc"));
  Subscription& inbox = pair.a->subscribe("inbox");
  pair.b->subscribe("svc");
  pair.a->answer = [&](const Got&) { pair.a->unsubscribe(inbox); };
  CHECK(pair.a->publish("svc", "", "inbox") == 1);
  CHECK(pair.b->publish(pair.b->got[0].reply, "1") == 1);
  CHECK(pair.open("B") == 0);
}

TEST_CASE("the server's own services are there for every account, beside its rules") {
  World world;
  world.accounts.set_system(&world.account("SYS"));
  const auto offer = [&] {
    world.account("SYS").exports().add_implicit(service_export("$SYS.REQ.USER.*.INFO"));
  };
  SUBCASE("offered before anyone takes them") { offer(); }
  world.accounts.on_created([](Account& account) {
    account.imports().add_implicit(service_import(
        "SYS", "$SYS.REQ.USER." + account.name() + ".INFO", "$SYS.REQ.USER.INFO", true));
  });
  world.account("A");
  SUBCASE("offered afterwards") { offer(); }
  const auto service = world.member("SYS", Party::System);
  serve(*service);
  service->subscribe("$SYS.REQ.USER.*.INFO");
  const auto a = world.member("A");
  a->subscribe("inbox");
  CHECK(a->publish("$SYS.REQ.USER.INFO", "x", "inbox") == 1);
  CHECK(service->subjects() == Texts{"$SYS.REQ.USER.A.INFO"});
  CHECK(a->got.size() == 1);
  REQUIRE(world.account("A").apply({}).empty());
  REQUIRE(world.account("SYS").apply({.exports = {service_export("other")}}).empty());
  CHECK(a->publish("$SYS.REQ.USER.INFO", "x", "inbox") == 1);
  CHECK(world.account("A").imports().service_subjects() == Texts{"$SYS.REQ.USER.INFO"});
  CHECK(world.account("A").imports().list().empty());
}

}  // namespace natsop::engine::test
