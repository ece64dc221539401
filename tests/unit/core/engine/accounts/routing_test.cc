#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "tests/unit/core/engine/accounts/world.h"

namespace natsop::engine::test {

using Texts = std::vector<std::string>;

TEST_CASE("a message reaches everyone in its account and nobody else") {
  World world;
  const auto a = world.member("A");
  const auto b = world.member("B");
  a->subscribe("x.*");
  a->subscribe("x.1");
  b->subscribe(">");
  CHECK(a->publish("x.1", "hello", "inbox") == 2);
  REQUIRE(a->got.size() == 2);
  CHECK(a->got[0].subject == "x.1");
  CHECK(a->got[0].reply == "inbox");
  CHECK(a->got[0].payload == "hello");
  CHECK(b->got.empty());
  CHECK(a->publish("y", "hello") == 0);
}

TEST_CASE("no echo keeps a publisher's own subscriptions quiet, in queues too") {
  World world;
  const auto a = world.member("A");
  const auto other = world.member("A");
  a->echo = false;
  a->subscribe("x");
  a->subscribe("q", "workers");
  other->subscribe("x");
  CHECK(a->publish("x", "") == 1);
  CHECK(a->publish("q", "") == 0);
  CHECK(a->got.empty());
  CHECK(other->publish("q", "") == 1);
  CHECK(a->got.size() == 1);
}

TEST_CASE("a queue group's messages are shared evenly") {
  World world;
  std::vector<std::unique_ptr<FakeMember>> members;
  for (int i = 0; i < 8; ++i) {
    members.push_back(world.member("A"));
    members.back()->subscribe("q", "workers");
  }
  const auto publisher = world.member("A");
  for (int i = 0; i < 8000; ++i) {
    REQUIRE(publisher->publish("q", "") == 1);
  }
  for (const auto& member : members) {
    CHECK(member->got.size() > 850);
    CHECK(member->got.size() < 1150);
  }
}

TEST_CASE("the next member of a queue group is asked when one does not take a message") {
  World world;
  const auto willing = world.member("A");
  const auto unwilling = world.member("A");
  willing->subscribe("q", "workers");
  unwilling->subscribe("q", "workers");
  unwilling->takes = false;
  for (int i = 0; i < 50; ++i) {
    CHECK(willing->publish("q", "") == 1);
  }
  CHECK(willing->got.size() == 50);
  willing->takes = false;
  CHECK(willing->publish("q", "") == 0);
}

TEST_CASE("leafnodes of a queue group get what no local member takes, by weight") {
  World world;
  const auto leaf = world.member("A", Party::Leaf);
  const auto large = world.member("A", Party::Leaf);
  std::array locals{world.member("A"), world.member("A"), world.member("A")};
  leaf->subscribe("q", "workers");
  locals[0]->subscribe("q", "workers");
  large->subscribe("q", "workers").weight = 9;
  locals[1]->subscribe("q", "workers");
  locals[2]->subscribe("q", "workers");
  for (int i = 0; i < 3000; ++i) {
    REQUIRE(locals[0]->publish("q", "") == 1);
  }
  CHECK(leaf->got.empty());
  CHECK(large->got.empty());
  for (const auto& local : locals) {
    CHECK(local->got.size() > 850);
    local->takes = false;
  }
  for (int i = 0; i < 3000; ++i) {
    REQUIRE(locals[0]->publish("q", "") == 1);
  }
  CHECK(leaf->got.size() > 200);
  CHECK(leaf->got.size() < 400);
  CHECK(leaf->got.size() + large->got.size() == 3000);
  large->takes = false;
  CHECK(locals[0]->publish("q", "") == 1);
}

TEST_CASE("whoever unsubscribes while a message is delivered gets it no more") {
  World world;
  const auto first = world.member("A");
  const auto second = world.member("A");
  first->subscribe("x");
  Subscription& doomed = second->subscribe("x");
  first->answer = [&](const Got&) {
    if (doomed.active) {
      second->unsubscribe(doomed);
    }
  };
  CHECK(first->publish("x", "") == 1);
  CHECK(second->got.empty());
}

TEST_CASE("members beyond a new limit are expelled, the newest first") {
  World world;
  std::array members{world.member("A"), world.member("A"), world.member("A"),
                     world.member("A", Party::Leaf)};
  AccountRules rules;
  rules.limits.connections = 1;
  CHECK(world.account("A").has_room(Party::Client));
  CHECK(world.account("A").apply(rules).empty());
  CHECK(members[0]->expelled.empty());
  CHECK(members[1]->expelled == "maximum account active connections exceeded");
  CHECK(members[2]->expelled == "maximum account active connections exceeded");
  CHECK(members[3]->expelled.empty());
  CHECK(members[0]->changes == 1);
  CHECK_FALSE(world.account("A").has_room(Party::Client));
  CHECK(world.account("A").has_room(Party::Leaf));
  CHECK(world.account("A").count(Party::Client) == 1);
}

TEST_CASE("the directory always has $G, and tells of each account once") {
  World world;
  Texts made;
  world.accounts.on_created([&](Account& account) { made.push_back(account.name()); });
  world.account("B");
  world.account("A");
  world.account("B");
  CHECK(made == Texts{"$G", "B", "A"});
  CHECK(world.accounts.all().size() == 3);
  world.accounts.set_system(&world.account("A"));
  world.accounts.remove("A");
  CHECK(world.accounts.system() == nullptr);
  CHECK(world.accounts.find("A") == nullptr);
  world.accounts.remove("$G");
  CHECK(world.accounts.find("$G") == &world.accounts.global());
}

}  // namespace natsop::engine::test
