#include "core/engine/accounts/mappings.h"

#include <doctest/doctest.h>

#include <map>

#include "tests/unit/core/engine/accounts/world.h"

namespace natsop::engine::test {

namespace {

MappingRule rule(std::string source, std::vector<MappingRule::Destination> destinations) {
  return {.source = std::move(source), .destinations = std::move(destinations)};
}

/// What becomes of a subject, by how often.
std::map<std::string, int> outcomes(const SubjectMappings& mappings, std::string_view subject,
                                    int times) {
  natsop::test::SeededRandom random(3);
  std::map<std::string, int> seen;
  std::string out;
  for (int i = 0; i < times; ++i) {
    switch (mappings.map(subject, random, out)) {
      case SubjectMappings::Outcome::Unchanged:
        ++seen["unchanged"];
        break;
      case SubjectMappings::Outcome::Changed:
        ++seen[out];
        break;
      case SubjectMappings::Outcome::Dropped:
        ++seen["dropped"];
        break;
    }
  }
  return seen;
}

}  // namespace

TEST_CASE("the first mapping that fits decides, once") {
  SubjectMappings mappings;
  REQUIRE(mappings
              .set({rule("a.*", {{.subject = "b.$1"}}), rule("a.x", {{.subject = "never"}}),
                    rule("b.*", {{.subject = "c.$1"}})},
                   "")
              .empty());
  CHECK(outcomes(mappings, "a.x", 1) == std::map<std::string, int>{{"b.x", 1}});
  CHECK(outcomes(mappings, "b.y", 1) == std::map<std::string, int>{{"c.y", 1}});
  CHECK(outcomes(mappings, "d", 1) == std::map<std::string, int>{{"unchanged", 1}});
  CHECK(mappings.sources() == std::vector<std::string>{"a.*", "a.x", "b.*"});
}

TEST_CASE("weights share a subject among destinations and leave the rest as it is") {
  SubjectMappings mappings;
  REQUIRE(
      mappings
          .set({rule("a", {{.subject = "one", .weight = 50}, {.subject = "two", .weight = 20}})},
               "")
          .empty());
  auto seen = outcomes(mappings, "a", 10000);
  CHECK(seen.size() == 3);
  CHECK(seen["one"] > 4700);
  CHECK(seen["one"] < 5300);
  CHECK(seen["two"] > 1800);
  CHECK(seen["two"] < 2200);
  CHECK(seen["a"] > 2700);
}

TEST_CASE("what a mapping to itself leaves over is lost") {
  SubjectMappings mappings;
  REQUIRE(mappings.set({rule("loss.>", {{.subject = "loss.>", .weight = 50}})}, "").empty());
  auto seen = outcomes(mappings, "loss.x.y", 10000);
  CHECK(seen.size() == 2);
  CHECK(seen["loss.x.y"] > 4700);
  CHECK(seen["dropped"] > 4700);
}

TEST_CASE("destinations of a cluster count in that cluster, instead of the others") {
  const MappingRule both =
      rule("a", {{.subject = "anywhere"}, {.subject = "east", .weight = 100, .cluster = "east"}});
  SubjectMappings mappings;
  REQUIRE(mappings.set({both}, "east").empty());
  CHECK(outcomes(mappings, "a", 20) == std::map<std::string, int>{{"east", 20}});
  REQUIRE(mappings.set({both}, "west").empty());
  CHECK(outcomes(mappings, "a", 20) == std::map<std::string, int>{{"anywhere", 20}});
  REQUIRE(mappings.set({both}, "").empty());
  CHECK(outcomes(mappings, "a", 20) == std::map<std::string, int>{{"anywhere", 20}});
  REQUIRE(mappings.set({rule("a", {{.subject = "east", .weight = 60, .cluster = "east"}})}, "west")
              .empty());
  CHECK(outcomes(mappings, "a", 20) == std::map<std::string, int>{{"a", 20}});
}

TEST_CASE("partitions are those of nats-server") {
  SubjectMappings mappings;
  REQUIRE(mappings.set({rule("p.*", {{.subject = "p.$1.{{partition(5,1)}}"}})}, "").empty());
  const auto once = outcomes(mappings, "p.one", 5);
  CHECK(once.size() == 1);
  std::map<std::string, int> spread;
  for (int i = 0; i < 500; ++i) {
    const auto seen = outcomes(mappings, "p.k" + std::to_string(i), 1);
    ++spread[seen.begin()->first.substr(seen.begin()->first.rfind('.'))];
  }
  CHECK(spread.size() == 5);
}

TEST_CASE("rules that make no sense are left out and told") {
  SubjectMappings mappings;
  const auto faults =
      mappings.set({rule("a.*", {{.subject = "b.$2"}}),
                    rule("b", {{.subject = "x", .weight = 60}, {.subject = "y", .weight = 60}}),
                    rule("c", {{.subject = "x", .weight = 101}}), rule("d", {{.subject = "x"}}),
                    rule("d", {{.subject = "y"}})},
                   "");
  REQUIRE(faults.size() == 4);
  CHECK(faults[0].source == "a.*");
  CHECK(faults[1].error.message() == "total weight needs to be <= 100");
  CHECK(faults[2].source == "c");
  CHECK(faults[3].error.message() == "the subject is mapped already");
  CHECK(mappings.sources() == std::vector<std::string>{"d"});
}

TEST_CASE("the server's own mappings give way to those of users, and come back") {
  SubjectMappings mappings;
  REQUIRE(mappings.add_implicit(rule("$JS.hub.API.>", {{.subject = "$JS.API.>"}})));
  CHECK(outcomes(mappings, "$JS.hub.API.INFO", 1).contains("$JS.API.INFO"));
  REQUIRE(mappings.set({rule("$JS.hub.API.>", {{.subject = "mine.>"}})}, "").empty());
  CHECK(outcomes(mappings, "$JS.hub.API.INFO", 1).contains("mine.INFO"));
  REQUIRE(mappings.set({}, "").empty());
  CHECK(outcomes(mappings, "$JS.hub.API.INFO", 1).contains("$JS.API.INFO"));
}

TEST_CASE("an account maps what clients and leafnodes publish, and nothing else") {
  World world;
  AccountRules rules;
  rules.mappings = {rule("in.*", {{.subject = "out.$1"}})};
  REQUIRE(world.account("A").apply(rules).empty());
  const auto client = world.member("A");
  const auto leaf = world.member("A", Party::Leaf);
  const auto service = world.member("A", Party::System);
  client->subscribe(">");
  CHECK(client->publish("in.1", "") == 1);
  CHECK(leaf->publish("in.2", "") == 1);
  CHECK(service->publish("in.3", "") == 1);
  CHECK(client->subjects() == std::vector<std::string>{"out.1", "out.2", "in.3"});
  rules.mappings.clear();
  REQUIRE(world.account("A").apply(rules).empty());
  CHECK(client->publish("in.4", "") == 1);
  CHECK(client->got.back().subject == "in.4");
}

}  // namespace natsop::engine::test
