#include "core/engine/accounts/stream_import.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/unit/core/engine/accounts/world.h"

namespace natsop::engine::test {

using Texts = std::vector<std::string>;

namespace {

/// B exports; A imports by one rule.
struct Pair : World {
  Pair(std::string exported, const ImportRule& rule) {
    const auto problems =
        accounts.apply({{"A", {.imports = {rule}}}, {"B", {.exports = {stream_export(exported)}}}});
    REQUIRE(problems.empty());
    a = member("A");
    b = member("B");
  }
  std::unique_ptr<FakeMember> a;
  std::unique_ptr<FakeMember> b;
};

}  // namespace

TEST_CASE("the intersection of patterns") {
  CHECK(intersection("a.>", "a.b") == "a.b");
  CHECK(intersection(">", "a.*.c") == "a.*.c");
  CHECK(intersection("x.>", "x.*.>") == "x.*.>");
  CHECK(intersection("*.b", "a.*") == "a.b");
  CHECK(intersection("*.>", "a.>") == "a.>");
  CHECK(intersection("a.*.c.>", "*.b.>") == "a.b.c.>");
  CHECK(intersection(">", ">") == ">");
}

TEST_CASE("a stream is imported under the same subject") {
  Pair pair("s.>", stream_import("B", "s.*.x"));
  pair.a->subscribe("s.1.x");
  CHECK(interest_of(pair.account("B")) == Texts{"s.1.x"});
  CHECK(pair.b->publish("s.1.x", "hello", "reply") == 1);
  CHECK(pair.b->publish("s.2.x", "") == 0);
  REQUIRE(pair.a->got.size() == 1);
  CHECK(pair.a->got[0].subject == "s.1.x");
  CHECK(pair.a->got[0].reply == "reply");
  CHECK(pair.a->got[0].payload == "hello");
}

TEST_CASE("messages of the importer do not go to the exporter") {
  Pair pair("s", stream_import("B", "s"));
  pair.a->subscribe("s");
  pair.b->subscribe("s");
  CHECK(pair.a->publish("s", "") == 1);
  CHECK(pair.b->got.empty());
  CHECK(pair.b->publish("s", "") == 2);
}

TEST_CASE("a prefix and a local subject rename") {
  Pair prefixed("s.>", stream_import("B", "s.>", "", "from.b"));
  prefixed.a->subscribe("from.b.s.*");
  CHECK(interest_of(prefixed.account("B")) == Texts{"s.*"});
  CHECK(prefixed.b->publish("s.1", "") == 1);
  CHECK(prefixed.a->subjects() == Texts{"from.b.s.1"});

  Pair turned("s.*.*", stream_import("B", "s.*.*", "t.$2.$1"));
  turned.a->subscribe("t.x.*");
  CHECK(interest_of(turned.account("B")) == Texts{"s.*.x"});
  CHECK(turned.b->publish("s.1.x", "") == 1);
  CHECK(turned.a->subjects() == Texts{"t.x.1"});

  Pair plain("s.*", stream_import("B", "s.*", "t.*"));
  plain.a->subscribe("t.1");
  CHECK(plain.b->publish("s.1", "") == 1);
  CHECK(plain.a->subjects() == Texts{"t.1"});
}

TEST_CASE("wider, narrower and overlapping subscriptions cast the shadow that they need") {
  Pair pair("s.*.*.>", stream_import("B", "s.*.*.>", "t.$2.mid.$1.>"));
  const std::vector<std::pair<std::string, std::string>> cases{
      {">", "s.*.*.>"},           {"t.>", "s.*.*.>"},
      {"t.x.>", "s.*.x.>"},       {"t.x.mid.y.*", "s.y.x.*"},
      {"*.*.mid.y.>", "s.y.*.>"}, {"t.*.*.*.end", "s.*.*.end"},
      {"t.*.other.>", ""},        {"u.>", ""},
      {"t.x.mid.y", ""},
  };
  for (const auto& [subscribed, expected] : cases) {
    CAPTURE(subscribed);
    Subscription& subscription = pair.a->subscribe(subscribed);
    CHECK(interest_of(pair.account("B")) == (expected.empty() ? Texts{} : Texts{expected}));
    pair.a->unsubscribe(subscription);
    CHECK(interest_of(pair.account("B")).empty());
  }
}

TEST_CASE("queue groups reach over the border") {
  Pair pair("s", stream_import("B", "s", "t"));
  const auto second = pair.member("A");
  pair.a->subscribe("t", "workers");
  second->subscribe("t", "workers");
  for (int i = 0; i < 400; ++i) {
    CHECK(pair.b->publish("s", "") == 1);
  }
  CHECK(pair.a->got.size() + second->got.size() == 400);
  CHECK(pair.a->got.size() > 120);
  CHECK(second->got.size() > 120);
}

TEST_CASE("a publisher without echo does not hear itself through another account") {
  World world;
  // The same connection cannot be in two accounts; a sink of the server can.
  REQUIRE(world.accounts
              .apply({{"A", {.imports = {stream_import("B", "s")}}},
                      {"B", {.exports = {stream_export("s")}}}})
              .empty());
  const auto a = world.member("A");
  a->subscribe("s");
  CHECK(world.account("B").publish({.sink = a.get(), .party = Party::Client, .echo = false},
                                   {.subject = "s", .reply = {}, .body = {}}) == 0);
  CHECK(world.account("B").publish({.sink = a.get(), .party = Party::Client, .echo = true},
                                   {.subject = "s", .reply = {}, .body = {}}) == 1);
}

TEST_CASE("what an account imports it does not export again") {
  World world;
  REQUIRE(world.accounts
              .apply({{"A", {.imports = {stream_import("B", ">", "", "b")}}},
                      {"B",
                       {.exports = {stream_export(">")},
                        .imports = {stream_import("C", "s.*", "m.$1")}}},
                      {"C", {.exports = {stream_export("s.>")}}}})
              .empty());
  const auto a = world.member("A");
  const auto b = world.member("B");
  const auto leaf = world.member("A", Party::Leaf);
  const auto c = world.member("C");
  a->subscribe(">");
  leaf->subscribe(">");
  CHECK(interest_of(world.account("C")).empty());
  CHECK(c->publish("s.1", "") == 0);
  b->subscribe("m.*");
  CHECK(c->publish("s.1", "") == 1);
  CHECK(b->subjects() == Texts{"m.1"});
  CHECK(a->got.empty());
  // Rules that come later make no chain either.
  REQUIRE(world.account("B").apply({.exports = {stream_export(">")}}).empty());
  REQUIRE(
      world.account("B")
          .apply({.exports = {stream_export(">")}, .imports = {stream_import("C", "s.*", "m.$1")}})
          .empty());
  CHECK(interest_of(world.account("C")) == Texts{"s.*"});
  CHECK(b->publish("m.1", "") == 3);
  CHECK(a->subjects() == Texts{"b.m.1"});
}

TEST_CASE("those who subscribed before a rule came get its messages, and none once it goes") {
  World world;
  const auto a = world.member("A");
  const auto b = world.member("B");
  a->subscribe("t.*");
  a->subscribe("t.1");
  REQUIRE(world.account("B").apply({.exports = {stream_export("s.*")}}).empty());
  CHECK(b->publish("s.1", "") == 0);
  const AccountRules rules{.imports = {stream_import("B", "s.*", "t.*")}};
  REQUIRE(world.account("A").apply(rules).empty());
  CHECK(b->publish("s.1", "") == 2);
  // The same again changes nothing and takes nothing away.
  const auto before = world.account("B").interest().generation();
  REQUIRE(world.account("A").apply(rules).empty());
  CHECK(world.account("B").interest().generation() == before);
  CHECK(b->publish("s.1", "") == 2);
  REQUIRE(world.account("A").apply({}).empty());
  CHECK(b->publish("s.1", "") == 0);
  CHECK(interest_of(world.account("B")).empty());
}

TEST_CASE("a rule that goes while its message is delivered does no harm") {
  Pair pair("s", stream_import("B", "s", "t"));
  pair.a->subscribe("t");
  pair.a->subscribe("t");
  pair.a->answer = [&](const Got&) { REQUIRE(pair.account("A").apply({}).empty()); };
  CHECK(pair.b->publish("s", "") == 1);
  pair.loop.end_turn();
  CHECK(pair.b->publish("s", "") == 0);
}

TEST_CASE("an exporter that is removed takes its shadows along, and gives them back") {
  Pair pair("s", stream_import("B", "s", "t"));
  pair.a->subscribe("t");
  pair.b.reset();
  pair.accounts.remove("B");
  pair.loop.end_turn();
  const auto problems = pair.account("A").imports().problems();
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].kind == Problem::Kind::UnknownAccount);
  REQUIRE(pair.account("B").apply({.exports = {stream_export("s")}}).empty());
  CHECK(pair.account("A").imports().problems().empty());
  const auto b = pair.member("B");
  CHECK(b->publish("s", "") == 1);
}

TEST_CASE("however subscriptions and rules come and go, nothing is left behind or missing") {
  natsop::test::SeededRandom random(11);
  World world;
  const Texts names{"A", "B", "C"};
  std::vector<std::unique_ptr<FakeMember>> members;
  std::map<std::string, AccountRules> rules;
  for (const std::string& name : names) {
    members.push_back(world.member(name));
    rules[name].exports = {stream_export("s.>"), stream_export("m.*.*")};
  }
  REQUIRE(world.accounts.apply(rules).empty());
  // Who imports from whom; letters may only look up to the next one, so no cycles.
  const std::vector<ImportRule> from_b{stream_import("B", "s.>", "s.b.>"),
                                       stream_import("B", "m.*.*", "s.turned.$2.$1"),
                                       stream_import("B", "s.x")};
  const std::vector<ImportRule> from_c{stream_import("C", "s.>", "", "p"),
                                       stream_import("C", "s.*.y", "m.one.$1"),
                                       stream_import("C", "m.*.*")};
  const Texts patterns{">",     "s.>",     "s.b.>",       "s.*", "s.b.s.*", "m.one.*",
                       "m.*.*", "p.s.>",   "s.turned.>",  "s.x", "*.*.y",   "s.turned.a.one",
                       "p.>",   "s.b.x.y", "s.turned.*.*"};
  std::vector<std::vector<Subscription*>> held(names.size());
  std::vector<std::pair<std::size_t, std::string>> subscribed;
  const auto pick = [&](std::size_t bound) {
    return static_cast<std::size_t>(random.number(bound));
  };
  for (int step = 0; step < 1500; ++step) {
    const std::size_t who = pick(names.size());
    if (pick(10) == 0 && who < 2) {
      rules[names[who]].imports.clear();
      for (const ImportRule& rule : who == 0 ? from_b : from_c) {
        if (pick(2) == 0) {
          rules[names[who]].imports.push_back(rule);
        }
      }
      REQUIRE(world.account(names[who]).apply(rules[names[who]]).empty());
    } else if (held[who].size() > 12 || (pick(2) == 0 && !held[who].empty())) {
      const std::size_t which = pick(held[who].size());
      members[who]->unsubscribe(*held[who][which]);
      held[who].erase(held[who].begin() + static_cast<std::ptrdiff_t>(which));
    } else {
      held[who].push_back(
          &members[who]->subscribe(patterns[pick(patterns.size())], pick(4) == 0 ? "q" : ""));
    }
    if (step % 10 == 0) {
      world.loop.end_turn();
    }
    if (step % 50 != 0) {
      continue;
    }
    // What is there now is what a world has that came to it in one step.
    World fresh;
    std::vector<std::unique_ptr<FakeMember>> others;
    REQUIRE(fresh.accounts.apply(rules).empty());
    for (std::size_t i = 0; i < names.size(); ++i) {
      others.push_back(fresh.member(names[i]));
      for (const Subscription* each : held[i]) {
        others.back()->subscribe(each->subject, each->queue);
      }
    }
    for (const std::string& name : names) {
      REQUIRE(interest_of(world.account(name)) == interest_of(fresh.account(name)));
    }
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (Subscription* each : held[i]) {
      members[i]->unsubscribe(*each);
    }
  }
  for (const std::string& name : names) {
    CHECK(interest_of(world.account(name)).empty());
  }
}

}  // namespace natsop::engine::test
