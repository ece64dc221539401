#include <doctest/doctest.h>

#include "commands/nats/messages/outgoing.h"
#include "tests/support/fake_world.h"

using natsop::Code;
using natsop::Result;
using natsop::cli::Context;
using natsop::test::FakeWorld;
using namespace natsop::commands::nats::messages;

namespace {

struct Sent {
  std::vector<Outgoing> messages;
  std::string err;
};

/// The messages that a draft makes in a world.
Sent sent(FakeWorld& world, const Draft& draft) {
  Sent out;
  const auto outcome = world.with_context([&](Context& ctx) {
    CHECK(each_message(draft, ctx, [&](const Outgoing& message) -> Result<void> {
      out.messages.push_back(message);
      return {};
    }));
  });
  out.err = outcome.err;
  return out;
}

std::vector<std::string> bodies(const Sent& all) {
  std::vector<std::string> out;
  for (const auto& one : all.messages) out.push_back(one.body);
  return out;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("templates: body, subject and headers, numbered from 1") {
  FakeWorld world;
  const auto all = sent(world, {.subject = "s.{{Count}}",
                                .body = "{{.Cnt}} {{Unix}}",
                                .headers = {"X: {{Count}}", "X:b", "Y:"},
                                .count = 2});
  REQUIRE(all.messages.size() == 2);
  CHECK(all.messages[0].subject == "s.1");
  CHECK(all.messages[1].body == "2 1795258800");
  CHECK(all.messages[1].headers.values("X") == Texts{"2", "b"});
  CHECK(all.messages[1].headers.get("Y") == "");
}

TEST_CASE("templates: --no-templates leaves body and subject alone, not headers") {
  FakeWorld world;
  const auto all = sent(
      world, {.subject = "s", .body = "{{Count}}", .headers = {"X:{{Count}}"}, .templates = false});
  CHECK(bodies(all) == Texts{"{{Count}}"});
  CHECK(all.messages[0].headers.get("X") == "1");
}

TEST_CASE("templates: one that is none is sent as it is, with a remark") {
  FakeWorld world;
  const auto all = sent(world, {.subject = "s", .body = "{\"a\":{{\"b\":1}}}", .headers = {}});
  CHECK(bodies(all) == Texts{"{\"a\":{{\"b\":1}}}"});
  CHECK(all.err.find("Could not parse body template") != std::string::npos);
}

TEST_CASE("standard input: whole, or line by line") {
  FakeWorld world;
  world.input("one\r\n\ntwo\nlast");
  CHECK(bodies(sent(world, {.subject = "s", .body = {}, .headers = {}})) ==
        Texts{"one\r\n\ntwo\nlast"});
  world.input("one\r\n\ntwo {{Count}}\nlast");
  CHECK(
      bodies(sent(world,
                  {.subject = "s", .body = {}, .headers = {}, .send_on = "newline", .count = 2})) ==
      Texts{"one", "one", "", "", "two 1", "two 2", "last", "last"});
  world.input("ignored");
  CHECK(bodies(sent(world, {.subject = "s", .body = "given", .headers = {}})) == Texts{"given"});
}

TEST_CASE("bad headers and an interrupt end the run") {
  FakeWorld world;
  world.with_context([&](Context& ctx) {
    const auto take = [](const Outgoing&) -> Result<void> { return {}; };
    CHECK(!each_message({.subject = "s", .body = "b", .headers = {"no colon"}}, ctx, take));
    const auto bad =
        each_message({.subject = "s", .body = "b", .headers = {"K:{{nope"}}, ctx, take);
    REQUIRE(!bad);
    CHECK(bad.error().code() == Code::Usage);
    CHECK(bad.error().message().find("\"K\"") != std::string::npos);
  });
  world.interrupt().after(0);
  world.with_context([&](Context& ctx) {
    const auto stopped = each_message({.subject = "s", .body = "b", .headers = {}}, ctx,
                                      [](const Outgoing&) -> Result<void> { return {}; });
    REQUIRE(!stopped);
    CHECK(stopped.error().code() == Code::Cancelled);
  });
}

TEST_CASE("usage errors come before any connection") {
  FakeWorld world;
  using Line = std::vector<std::string>;
  for (const auto& line : {
           Line{"nats", "pub", "a b", "x"},
           Line{"nats", "pub", "a.*", "x"},
           Line{"nats", "pub", "a", "x", "--reply", "b c"},
           Line{"nats", "pub", "a", "x", "--count", "0"},
           Line{"nats", "pub", "a", "x", "--atomic"},
           Line{"nats", "pub", "a", "x", "--schedule-every", "1s"},
           Line{"nats", "pub", "a", "x", "--send-on", "never"},
           Line{"nats", "req", "a b", "x"},
           Line{"nats", "req", "a", "x", "--replies=-1"},
           Line{"nats", "reply", "a b"},
           Line{"nats", "reply", "a", "--echo", "--command", "date"},
           Line{"nats", "reply", "a", "--command", "'open"},
           Line{"nats", "sub"},
           Line{"nats", "sub", "a b"},
           Line{"nats", "sub", "a", "b", "--all"},
           Line{"nats", "sub", "a", "--durable", "D", "--stream", "S"},
           Line{"nats", "sub", "--durable", "D"},
           Line{"nats", "sub", "--durable", "D", "--stream", "S", "--all"},
           Line{"nats", "sub", "a", "--all", "--new"},
           Line{"nats", "sub", "a", "--all", "--queue", "q"},
           Line{"nats", "sub", "a", "--all", "--match-replies"},
           Line{"nats", "sub", "a", "--since", "yesterday"},
           Line{"nats", "sub", "a", "-T"},
           Line{"nats", "sub", "a", "-t", "-d"},
           Line{"nats", "sub", "a", "--report-top", "0"},
           Line{"nats", "sub", "a", "--graph"},
           Line{"nats", "sub", "a", "--graph", "--report-subjects"},
           Line{"nats", "sub", "a", "--inbox"},
           Line{"nats", "sub", "a", "-I", "b..c"},
           Line{"nats", "rtt", "0"},
       }) {
    const auto outcome = world.run(line);
    CAPTURE(outcome.err);
    CHECK(outcome.status == 2);
    CHECK(outcome.out == "");
  }
  CHECK(world.run({"nats", "sub", "a"}).status == 5);  // all is well but the network
}
