#include "core/jetstream/matcher.h"

#include <doctest/doctest.h>

#include "core/jetstream/timestamp.h"

namespace natsop::jetstream {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

Time now() { return **parse_timestamp("2026-01-02T00:00:00Z"); }

/// Three streams: empty and alone; clustered with messages; a mirror with a high API level.
std::vector<StreamInfo> streams() {
  std::vector<StreamInfo> all(3);
  all[0].config = {.name = "empty", .subjects = {"a.>"}, .num_replicas = 1};
  all[0].created = now() - hours(48);
  all[1].config = {
      .name = "busy", .subjects = {"b", "c.*"}, .num_replicas = 3, .sources = {{.name = "x"}}};
  all[1].created = now() - hours(1);
  all[1].state.messages = 5;
  all[1].state.last_ts = now() - minutes(1);
  all[1].state.consumer_count = 4;
  all[1].cluster = ClusterInfo{.name = "east", .leader = "n1", .replicas = {{.name = "n2"}}};
  all[2].config = {.name = "mirror",
                   .num_replicas = 2,
                   .mirror = StreamSource{.name = "busy"},
                   .metadata = {{"_nats.req.level", "2"}}};
  all[2].created = now() - hours(24);
  all[2].state.messages = 1;
  all[2].state.last_ts = now() - hours(10);
  all[2].cluster = ClusterInfo{.name = "west", .leader = "n3"};
  return all;
}

std::string found(const StreamCriteria& criteria) {
  const auto matching = find(streams(), criteria, now());
  REQUIRE(matching);
  std::string names;
  for (const auto& one : *matching) names += (names.empty() ? "" : " ") + one.name();
  return names;
}

TextTest is(const char* text) {
  return [text](std::string_view other) { return other == text; };
}

std::vector<ConsumerInfo> consumers() {
  std::vector<ConsumerInfo> all(3);
  all[0].name = "pull";
  all[0].config.num_replicas = 1;
  all[0].created = now() - hours(10);
  all[0].num_waiting = 2;
  all[0].num_pending = 100;
  all[0].num_ack_pending = 7;
  all[0].delivered.last_active = now() - minutes(5);
  all[1].name = "push";
  all[1].config.deliver_subject = "d";
  all[1].config.num_replicas = 3;
  all[1].created = now() - hours(1);
  all[1].cluster = ClusterInfo{.name = "east", .leader = "n1"};
  all[2].name = "pinned";
  all[2].config.priority_policy = PriorityPolicy::PinnedClient;
  all[2].config.priority_groups = {"g"};
  all[2].config.metadata = {{"_nats.req.level", "1"}};
  all[2].created = now() - minutes(1);
  all[2].priority_groups = {{.group = "g", .pinned_client_id = "x"}};
  return all;
}

std::string found(const ConsumerCriteria& criteria) {
  const auto matching = find(consumers(), criteria, now());
  REQUIRE(matching);
  std::string names;
  for (const auto& one : *matching) names += (names.empty() ? "" : " ") + one.name;
  return names;
}

}  // namespace

TEST_CASE("streams by each criterion, and turned round") {
  CHECK(found(StreamCriteria{}) == "empty busy mirror");
  CHECK(found(StreamCriteria{.server = is("n2")}) == "busy");
  CHECK(found(StreamCriteria{.server = is("n3")}) == "mirror");
  CHECK(found(StreamCriteria{.server = is("n2"), .invert = true}) == "empty mirror");
  CHECK(found(StreamCriteria{.cluster = is("east")}) == "busy");
  CHECK(found(StreamCriteria{.cluster = is("east"), .invert = true}) == "empty mirror");
  CHECK(found(StreamCriteria{.empty = true}) == "empty");
  CHECK(found(StreamCriteria{.empty = true, .invert = true}) == "busy mirror");
  CHECK(found(StreamCriteria{.idle = hours(1)}) == "empty mirror");
  CHECK(found(StreamCriteria{.idle = hours(1), .invert = true}) == "busy");
  CHECK(found(StreamCriteria{.created = hours(24)}) == "empty mirror");
  CHECK(found(StreamCriteria{.created = hours(24), .invert = true}) == "busy");
  CHECK(found(StreamCriteria{.consumers = 0}) == "empty mirror");
  CHECK(found(StreamCriteria{.consumers = 0, .invert = true}) == "busy");
  CHECK(found(StreamCriteria{.subject = "a.new"}) == "empty");
  CHECK(found(StreamCriteria{.subject = "c.>"}) == "busy");
  CHECK(found(StreamCriteria{.subject = ">"}) == "empty busy");
  CHECK(found(StreamCriteria{.subject = "b", .invert = true}) == "empty mirror");
  CHECK(found(StreamCriteria{.replicas = 2}) == "empty mirror");
  CHECK(found(StreamCriteria{.replicas = 2, .invert = true}) == "busy");
  CHECK(found(StreamCriteria{.sourced = true}) == "busy");
  CHECK(found(StreamCriteria{.mirrored = true}) == "mirror");
  CHECK(found(StreamCriteria{.mirrored = true, .invert = true}) == "empty busy");
  CHECK(found(StreamCriteria{.leader = "n1"}) == "busy");
  CHECK(found(StreamCriteria{.leader = "n1", .invert = true}) == "mirror");
  CHECK(found(StreamCriteria{.api_level = 2}) == "mirror");
  CHECK(found(StreamCriteria{.api_level = 2, .invert = true}) == "empty busy");
  CHECK(found(StreamCriteria{.idle = hours(1), .replicas = 1}) == "empty");
}

TEST_CASE("an expression is one more criterion, and its error ends the search") {
  StreamCriteria criteria;
  criteria.expression = [](const StreamInfo& s) -> Result<bool> { return s.state.messages > 1; };
  CHECK(found(criteria) == "busy");
  criteria.invert = true;
  CHECK(found(criteria) == "empty mirror");
  criteria.expression = [](const StreamInfo&) -> Result<bool> {
    return Error(Code::Invalid, "bad expression");
  };
  CHECK(find(streams(), criteria, now()).error().message() == "bad expression");
  CHECK(find(streams(), StreamCriteria{.subject = "a..b"}, now()).error().code() == Code::Invalid);
}

TEST_CASE("consumers by each criterion, and turned round") {
  using C = ConsumerCriteria;
  CHECK(found(C{.pull = true}) == "pull pinned");
  CHECK(found(C{.push = true}) == "push");
  CHECK(found(C{.pull = true, .invert = true}) == "push");
  CHECK(found(C{.bound = true}) == "pull");
  CHECK(found(C{.waiting = 2}) == "push pinned");
  CHECK(found(C{.waiting = 3}) == "pull push pinned");
  CHECK(found(C{.ack_pending = 7, .invert = true}) == "pull");
  CHECK(found(C{.pending = 100}) == "push pinned");
  CHECK(found(C{.idle = minutes(30)}) == "push");
  CHECK(found(C{.created = hours(1)}) == "pull push");
  CHECK(found(C{.replicas = 1, .invert = true}) == "push");
  CHECK(found(C{.leader = "n1"}) == "push");
  CHECK(found(C{.leader = "n1", .invert = true}).empty());
  CHECK(found(C{.pinned = true}) == "pinned");
  CHECK(found(C{.api_level = 1}) == "pinned");
  CHECK(find(consumers(), C{.pull = true, .push = true}, now()).error().code() == Code::Invalid);
}

}  // namespace natsop::jetstream
