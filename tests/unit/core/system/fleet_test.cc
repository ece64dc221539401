#include "core/system/fleet.h"

#include <doctest/doctest.h>

#include "tests/support/fake_clock.h"
#include "tests/support/fake_transport.h"

namespace natsop::system {
namespace {

constexpr const char* kPing = "$SYS.REQ.SERVER.PING";

std::string answer(const std::string& name, const std::string& rest) {
  return R"({"server":{"name":")" + name + R"(","id":"N1","time":"2026-11-21T11:00:00Z"},)" + rest +
         "}";
}

struct World {
  test::FakeTransport transport;
  test::FakeClock clock;
  Fleet fleet{transport, clock, std::chrono::seconds(1)};
};

TEST_CASE("ping: stops when as many as expected have answered") {
  World world;
  world.transport.answer(kPing, answer("a", R"("statsz":{"active_servers":3})"))
      .answer(kPing, answer("b", R"("statsz":{})"))
      .answer(kPing, answer("c", R"("statsz":{})"));
  std::size_t seen = 0;
  const auto two = world.fleet.ping({.expect = 2, .on_answer = [&](const Answer&) { ++seen; }});
  REQUIRE(two);
  CHECK(two->all.size() == 2);
  CHECK(seen == 2);
  CHECK(two->all[1].server.name == "b");
  CHECK(world.fleet.ping()->all.size() == 3);
  CHECK(*world.fleet.count() == 3);
}

TEST_CASE("filters go to the servers, beside the options of the endpoint") {
  World world;
  const std::string subject = std::string(kPing) + ".JSZ";
  world.transport.answer(subject, answer("a", R"("data":{"streams":4})"));
  const auto answers =
      world.fleet.ask("JSZ", json::Doc::object({{"accounts", true}}),
                      {.filter = {.name = "a", .cluster = "c", .domain = "d", .tags = {"x", "y"}}});
  REQUIRE(answers);
  CHECK(answers->all[0].data.unsigned_at("/streams") == 4);
  CHECK(world.transport.sent()[0].data ==
        R"({"accounts":true,"server_name":"a","cluster":"c","domain":"d","tags":["x","y"],)"
        R"("exact_match":true})");
}

TEST_CASE("nobody listens: the user is not of the system account") {
  World world;
  const auto denied = world.fleet.ping();
  REQUIRE(!denied);
  CHECK(denied.error().code() == Code::Denied);
  CHECK(denied.error().hint().find("system account") != std::string::npos);
  const auto own = world.fleet.ask_own_account("STATZ", {});
  REQUIRE(!own);
  CHECK(own.error().hint().find("$SYS.REQ.ACCOUNT.PING.STATZ") != std::string::npos);
}

TEST_CASE("a server that refuses is named; answers of others count") {
  World world;
  const std::string subject = std::string(kPing) + ".JSZ";
  world.transport.answer(subject, answer("a", R"("error":{"code":500,"description":"no JSZ"})"));
  const auto refused = world.fleet.ask("JSZ", {});
  REQUIRE(!refused);
  CHECK(refused.error().message() == "the server refused: a: no JSZ");
  world.transport.answer(subject, answer("b", R"("data":{})"));
  const auto both = world.fleet.ask("JSZ", {});
  REQUIRE(both);
  CHECK(both->all.size() == 1);
  CHECK(both->refusals == std::vector<std::string>{"a: no JSZ"});
}

TEST_CASE("answers that are not from servers") {
  for (const auto* text : {"", "[]", "{", "{\"server\":1}", "+OK"}) {
    World world;
    world.transport.answer(kPing, text);
    const auto answers = world.fleet.ping();
    REQUIRE(!answers);
    CHECK(answers.error().code() == Code::Failed);
    CHECK(answers.error().message().starts_with("the answer on \"$SYS.REQ.SERVER.PING\""));
  }
}

TEST_CASE("an id that no server has is told apart from a user who may not ask") {
  World stranger;
  CHECK(stranger.fleet.ask_id("NX", "VARZ", {}).error().code() == Code::Denied);
  World world;
  world.transport.answer(kPing, answer("a", R"("statsz":{})"));
  CHECK(world.fleet.ask_id("NX", "VARZ", {}).error().code() == Code::NotFound);
}

TEST_CASE("an endpoint that the servers do not have is told apart from that, too") {
  World stranger;
  CHECK(stranger.fleet.ask("RAFTZ", {}).error().code() == Code::Denied);
  World world;
  world.transport.answer(kPing, answer("a", R"("statsz":{})"));
  const auto old = world.fleet.ask("RAFTZ", {});
  REQUIRE(!old);
  CHECK(old.error().code() == Code::Unsupported);
  CHECK(old.error().message().starts_with("the servers have no RAFTZ: \"a\" runs"));
}

TEST_CASE("what has the form of a server's id") {
  CHECK(is_server_id("N" + std::string(55, 'A')));
  CHECK_FALSE(is_server_id("N" + std::string(54, 'A')));
  CHECK_FALSE(is_server_id("A" + std::string(55, 'A')));
  CHECK_FALSE(is_server_id("N" + std::string(55, '1')));
  CHECK_FALSE(is_server_id(""));
}

}  // namespace
}  // namespace natsop::system
