#include "core/jetstream/validation.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/unit/core/jetstream/fixture.h"

namespace natsop::jetstream {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

StreamConfig stream() { return {.name = "S", .subjects = {"a.>"}}; }
StreamConfig mirror() { return {.name = "M", .mirror = StreamSource{.name = "S"}}; }
ConsumerConfig pull() { return {.ack_policy = AckPolicy::Explicit, .durable_name = "C"}; }
ConsumerConfig push() { return {.deliver_subject = "d", .durable_name = "C"}; }

/// The one problem of a configuration, as "path code".
template <class Config>
std::string only_problem(const std::vector<Problem>& problems, const Config& config) {
  CAPTURE(config.to_doc().dump());
  std::string all;
  for (const auto& problem : problems) all += problem.text() + "\n";
  CAPTURE(all);
  REQUIRE(problems.size() == 1);
  CHECK_FALSE(problems[0].message.empty());
  return problems[0].path + " " + std::to_string(problems[0].api_code);
}

template <class Change>
std::string stream_problem(Change change, StreamConfig config = stream()) {
  change(config);
  return only_problem(validate(config), config);
}

template <class Change>
std::string consumer_problem(Change change, ConsumerConfig config = pull(),
                             const StreamConfig* of = nullptr) {
  change(config);
  return only_problem(validate(config, of), config);
}

}  // namespace

TEST_CASE("sound configurations have no problems") {
  CHECK(validate(stream()).empty());
  CHECK(validate(mirror()).empty());
  CHECK(validate(StreamConfig{.name = "S"}).empty());
  CHECK(validate(pull()).empty());
  CHECK(validate(push()).empty());
  CHECK(check(validate(stream())));
  for (const char* name :
       {"helm.hub.cinema-a.json", "helm.hub.sales.json", "helm.spoke-1.cinema-a-mirror.json",
        "config.mirror.json", "config.subjects.json", "js-consumer-stream.ORDEREVENTS.json"}) {
    CAPTURE(name);
    CHECK(validate(*StreamConfig::from_doc(fixture(name))).empty());
  }
  CHECK(validate(*StreamConfig::from_config_or_info(fixture("info.sources.json"))).empty());
  CHECK(validate(*ConsumerConfig::from_doc(fixture("js-consumer-stream.ORDEREVENTS-C1.json")))
            .empty());
}

TEST_CASE("each rule of streams") {
  using C = StreamConfig;
  const auto p = [](auto change) { return stream_problem(change); };
  CHECK(p([](C& c) { c.name = "a b"; }) == "name 10052");
  CHECK(p([](C& c) { c.description = std::string(4097, 'x'); }) == "description 10052");
  CHECK(p([](C& c) { c.metadata["k"] = std::string(131072, 'x'); }) == "metadata 10052");
  CHECK(p([](C& c) { c.num_replicas = 6; }) == "num_replicas 10052");
  CHECK(p([](C& c) { c.num_replicas = -1; }) == "num_replicas 10133");
  CHECK(p([](C& c) { c.max_age = seconds(-1); }) == "max_age 10052");
  CHECK(p([](C& c) { c.max_age = milliseconds(99); }) == "max_age 10052");
  CHECK(p([](C& c) { c.duplicate_window = milliseconds(99); }) == "duplicate_window 10052");
  CHECK(p([](C& c) { c.duplicate_window = -seconds(1); }) == "duplicate_window 10052");
  CHECK(p([](C& c) {
          c.max_age = seconds(1);
          c.duplicate_window = seconds(2);
        }) == "duplicate_window 10052");
  CHECK(p([](C& c) { c.deny_purge = c.allow_rollup_hdrs = true; }) == "allow_rollup_hdrs 10052");
  CHECK(p([](C& c) {
          c.discard_new_per_subject = true;
          c.max_msgs_per_subject = 1;
        }) == "discard_new_per_subject 10052");
  CHECK(p([](C& c) {
          c.discard_new_per_subject = true;
          c.discard = Discard::New;
        }) == "discard_new_per_subject 10052");
  CHECK(p([](C& c) {
          c.allow_msg_counter = true;
          c.retention = Retention::Interest;
        }) == "allow_msg_counter 10052");
  CHECK(p([](C& c) { c.subject_delete_marker_ttl = milliseconds(999); }) ==
        "subject_delete_marker_ttl 10052");
  CHECK(p([](C& c) {
          c.allow_msg_schedules = true;
          c.discard = Discard::New;
        }) == "allow_msg_schedules 10052");
  CHECK(p([](C& c) {
          c.persist_mode = PersistMode::Async;
          c.num_replicas = 3;
        }) == "persist_mode 10052");
  CHECK(p([](C& c) { c.consumer_limits.inactive_threshold = -seconds(1); }) ==
        "consumer_limits.inactive_threshold 10052");
}

TEST_CASE("subjects, transforms and republishing") {
  using C = StreamConfig;
  const auto p = [](auto change) { return stream_problem(change); };
  CHECK(p([](C& c) { c.subjects = {"a..b"}; }) == "subjects[0] 10052");
  CHECK(p([](C& c) { c.subjects = {"a b"}; }) == "subjects[0] 10052");
  CHECK(p([](C& c) { c.subjects = {"a", "b", "a"}; }) == "subjects[2] 10052");
  CHECK(p([](C& c) { c.subjects = {"a.>", "a.b"}; }) == "subjects[1] 10052");
  CHECK(p([](C& c) { c.subjects = {">"}; }) == "subjects[0] 10052");
  CHECK(p([](C& c) { c.subjects = {"$JS.API.>"}; }) == "subjects[0] 10052");
  CHECK(p([](C& c) { c.subjects = {"$SYS.x"}; }) == "subjects[0] 10052");
  CHECK(validate(C{.name = "S", .subjects = {">"}, .no_ack = true}).empty());
  CHECK(validate(C{.name = "S", .subjects = {"$JS.EVENT.ADVISORY.>"}}).empty());
  CHECK(validate(C{.name = "S", .subjects = {"$SYS.ACCOUNT.*.CONNECT"}}).empty());
  CHECK(validate(C{.name = "S", .subjects = {"$JS.>"}, .no_ack = true}).empty());

  CHECK(p([](C& c) { c.subject_transform = SubjectTransform{.src = "a.>.b", .dest = "x"}; }) ==
        "subject_transform.src 10155");
  CHECK(p([](C& c) {
          c.subject_transform = SubjectTransform{.src = "a.*", .dest = "b.{{wildcard(2)}}"};
        }) == "subject_transform.dest 10156");
  CHECK(p([](C& c) { c.republish = Republish{.src = "a.>", .dest = "a.x.>"}; }) ==
        "republish.dest 10052");
  CHECK(p([](C& c) { c.republish = Republish{.src = "a.>", .dest = {}}; }) ==
        "republish.dest 10052");
  CHECK(p([](C& c) { c.republish = Republish{.src = "..", .dest = "b"}; }) ==
        "republish.src 10052");
  CHECK(validate(C{.name = "S",
                   .subjects = {"a.*"},
                   .subject_transform = SubjectTransform{.src = "a.*", .dest = "b.$1"},
                   .republish = Republish{.src = "b.*", .dest = "c.{{wildcard(1)}}"}})
            .empty());
}

TEST_CASE("each rule of mirrors and sources") {
  using C = StreamConfig;
  const auto m = [](auto change) { return stream_problem(change, mirror()); };
  CHECK(m([](C& c) { c.first_seq = 5; }) == "first_seq 10143");
  CHECK(m([](C& c) { c.subjects = {"a"}; }) == "subjects 10034");
  CHECK(m([](C& c) { c.sources = {{.name = "X"}}; }) == "sources 10031");
  CHECK(m([](C& c) { c.allow_msg_counter = true; }) == "allow_msg_counter 10173");
  CHECK(m([](C& c) { c.allow_atomic = true; }) == "allow_atomic 10198");
  CHECK(m([](C& c) { c.allow_batched = true; }) == "allow_batched 10209");
  CHECK(m([](C& c) { c.allow_msg_schedules = true; }) == "allow_msg_schedules 10186");
  CHECK(m([](C& c) { c.subject_delete_marker_ttl = seconds(1); }) ==
        "subject_delete_marker_ttl 10052");
  CHECK(m([](C& c) { c.mirror->name = "a.b"; }) == "mirror.name 10142");
  CHECK(m([](C& c) { c.mirror->name = "M"; }) == "mirror.name 10052");
  CHECK(m([](C& c) {
          c.mirror->opt_start_seq = 1;
          c.mirror->opt_start_time = Time{};
        }) == "mirror.opt_start_seq 10032");
  CHECK(m([](C& c) { c.mirror->filter_subject = "a..b"; }) == "mirror.filter_subject 10052");
  CHECK(m([](C& c) {
          c.mirror->filter_subject = "a";
          c.mirror->subject_transforms = {{.src = "a", .dest = "b"}};
        }) == "mirror.subject_transforms 10150");
  CHECK(m([](C& c) { c.mirror->subject_transforms = {{.src = ".", .dest = "b"}}; }) ==
        "mirror.subject_transforms[0].src 10151");
  CHECK(m([](C& c) {
          c.mirror->subject_transforms = {{.src = "a", .dest = "b.*"}};
        }).starts_with("mirror.subject_transforms[0].dest 10154"));
  CHECK(m([](C& c) {
          c.mirror->subject_transforms = {{.src = "a.>", .dest = "b.>"},
                                          {.src = "a.b", .dest = "c"}};
        }) == "mirror.subject_transforms[1].src 10152");
  CHECK(m([](C& c) { c.mirror->consumer = SourceConsumer{.name = "c", .deliver_subject = "*"}; }) ==
        "mirror.consumer 10213");
  CHECK(m([](C& c) { c.mirror->external = ExternalStream{.api = "$JS.API", .deliver = {}}; }) ==
        "mirror.external.api 10021");
  CHECK(m([](C& c) { c.mirror->external = ExternalStream{.api = "a.>", .deliver = {}}; }) ==
        "mirror.external.api 10052");
  CHECK(m([](C& c) { c.mirror->external = ExternalStream{.api = "a", .deliver = "d.*"}; }) ==
        "mirror.external.deliver 10024");

  const auto s = [](auto change) {
    return stream_problem(change, {.name = "A", .sources = {{.name = "X"}, {.name = "Y"}}});
  };
  CHECK(s([](C& c) { c.sources[1].name = "X"; }) == "sources[1] 10140");
  CHECK(s([](C& c) { c.sources[1].name = ""; }) == "sources[1].name 10141");
  CHECK(s([](C& c) { c.allow_msg_schedules = true; }) == "allow_msg_schedules 10187");
  CHECK(s([](C& c) {
          c.sources[0].subject_transforms = {{.src = "a", .dest = "b"}, {.src = ">", .dest = ">"}};
        }) == "sources[0].subject_transforms[1].src 10147");
  CHECK(s([](C& c) {
          c.sources[0].consumer = SourceConsumer{.name = "c", .deliver_subject = "d"};
          c.sources[0].opt_start_seq = 1;
        }) == "sources[0].consumer 10215");
  CHECK(validate(C{.name = "A", .sources = {{.name = "X"}, {.name = "X", .filter_subject = "a"}}})
            .empty());
}

TEST_CASE("each rule of pull consumers") {
  using C = ConsumerConfig;
  const auto p = [](auto change) { return consumer_problem(change); };
  CHECK(p([](C& c) { c.durable_name = "a.b"; }) == "durable_name 10012");
  CHECK(p([](C& c) { c.name = "D"; }) == "name 10132");
  CHECK(p([](C& c) { c.description = std::string(4097, 'x'); }) == "description 10107");
  CHECK(p([](C& c) { c.metadata["k"] = std::string(131072, 'x'); }) == "metadata 10135");
  CHECK(p([](C& c) { c.num_replicas = -1; }) == "num_replicas 10133");
  CHECK(p([](C& c) { c.ack_wait = -seconds(1); }) == "ack_wait 10183");
  CHECK(p([](C& c) { c.backoff = {seconds(1), -seconds(1)}; }) == "backoff[1] 10184");
  CHECK(p([](C& c) {
          c.backoff = {seconds(1), seconds(2)};
          c.max_deliver = 1;
        }) == "backoff 10116");
  CHECK(p([](C& c) { c.sample_freq = "often"; }) == "sample_freq 10095");
  CHECK(p([](C& c) { c.sample_freq = "-1"; }) == "sample_freq 10095");
  CHECK(p([](C& c) { c.rate_limit_bps = 1; }) == "rate_limit_bps 10086");
  CHECK(p([](C& c) { c.max_waiting = -1; }) == "max_waiting 10087");
  CHECK(p([](C& c) { c.idle_heartbeat = seconds(1); }) == "idle_heartbeat 10088");
  CHECK(p([](C& c) { c.flow_control = true; }) == "flow_control 10089");
  CHECK(p([](C& c) { c.direct = true; }) == "direct 10090");
  CHECK(p([](C& c) { c.max_batch = -1; }) == "max_batch 10114");
  CHECK(p([](C& c) { c.max_expires = std::chrono::microseconds(1); }) == "max_expires 10115");
  CHECK(p([](C& c) { c.inactive_threshold = -seconds(1); }) == "inactive_threshold 10012");
  CHECK(validate(C{.durable_name = "C", .sample_freq = "30%"}).empty());
}

TEST_CASE("each rule of push consumers") {
  using C = ConsumerConfig;
  const auto p = [](auto change) { return consumer_problem(change, push()); };
  CHECK(p([](C& c) { c.deliver_subject = "d.*"; }) == "deliver_subject 10079");
  CHECK(p([](C& c) { c.deliver_subject = "d..e"; }) == "deliver_subject 10112");
  CHECK(p([](C& c) { c.max_waiting = 1; }) == "max_waiting 10080");
  CHECK(p([](C& c) { c.max_ack_pending = 1; }) == "max_ack_pending 10082");
  CHECK(p([](C& c) { c.idle_heartbeat = milliseconds(1); }) == "idle_heartbeat 10083");
  CHECK(p([](C& c) { c.flow_control = true; }) == "flow_control 10108");
  CHECK(p([](C& c) { c.direct = true; }) == "direct 10091");
  const ConsumerConfig by_flow = {.ack_policy = AckPolicy::FlowControl,
                                  .deliver_subject = "d",
                                  .flow_control = true,
                                  .idle_heartbeat = seconds(1),
                                  .max_ack_pending = 1};
  CHECK(validate(by_flow).empty());
  const auto f = [&](auto change) { return consumer_problem(change, by_flow); };
  CHECK(f([](C& c) { c.idle_heartbeat = seconds(2); }) == "idle_heartbeat 10012");
  CHECK(f([](C& c) { c.max_ack_pending = 0; }) == "max_ack_pending 10220");
  CHECK(f([](C& c) { c.ack_wait = seconds(1); }) == "ack_wait 10221");
  CHECK(f([](C& c) { c.max_deliver = 1; }) == "max_deliver 10222");
  CHECK(f([](C& c) { c.flow_control = false; }) == "flow_control 10219");
}

TEST_CASE("filters, start positions and priority groups") {
  using C = ConsumerConfig;
  const auto p = [](auto change) { return consumer_problem(change); };
  CHECK(p([](C& c) {
          c.filter_subject = "a";
          c.filter_subjects = {"b"};
        }) == "filter_subjects 10136");
  CHECK(p([](C& c) { c.filter_subject = "a b"; }) == "filter_subject 10012");
  CHECK(p([](C& c) { c.filter_subjects = {"a", ""}; }) == "filter_subjects[1] 10139");
  CHECK(p([](C& c) { c.filter_subjects = {"a..b"}; }) == "filter_subjects[0] 10012");
  CHECK(p([](C& c) { c.filter_subjects = {"a.b", "a.*"}; }) == "filter_subjects[1] 10138");
  CHECK(p([](C& c) { c.deliver_policy = DeliverPolicy::ByStartSequence; }) ==
        "opt_start_seq 10094");
  CHECK(p([](C& c) { c.deliver_policy = DeliverPolicy::ByStartTime; }) == "opt_start_time 10094");
  CHECK(p([](C& c) { c.opt_start_seq = 1; }) == "opt_start_seq 10094");
  CHECK(p([](C& c) { c.opt_start_time = Time{}; }) == "opt_start_time 10094");
  CHECK(p([](C& c) { c.deliver_policy = DeliverPolicy::LastPerSubject; }) ==
        "filter_subject 10094");
  CHECK(p([](C& c) { c.priority_groups = {"a"}; }) == "priority_groups 10196");
  CHECK(p([](C& c) { c.priority_timeout = seconds(1); }) == "priority_timeout 10197");
  CHECK(p([](C& c) { c.priority_policy = PriorityPolicy::Overflow; }) == "priority_groups 10159");
  CHECK(p([](C& c) {
          c.priority_policy = PriorityPolicy::Overflow;
          c.priority_groups = {"a", ""};
        }) == "priority_groups[1] 10161");
  CHECK(p([](C& c) {
          c.priority_policy = PriorityPolicy::Overflow;
          c.priority_groups = {"a.b"};
        }) == "priority_groups[0] 10162");
  CHECK(consumer_problem(
            [](C& c) {
              c.priority_policy = PriorityPolicy::Overflow;
              c.priority_groups = {"a"};
            },
            push()) == "priority_policy 10178");
}

TEST_CASE("consumers must fit their stream") {
  using C = ConsumerConfig;
  StreamConfig queue{.name = "Q",
                     .subjects = {"q.>"},
                     .retention = Retention::WorkQueue,
                     .num_replicas = 3,
                     .consumer_limits = {.inactive_threshold = seconds(1), .max_ack_pending = 5}};
  const auto p = [&](auto change, C config = pull()) {
    return consumer_problem(change, std::move(config), &queue);
  };
  CHECK(validate(pull(), &queue).empty());
  CHECK(p([](C& c) { c.num_replicas = 4; }) == "num_replicas 10126");
  CHECK(p([](C& c) { c.num_replicas = 1; }) == "num_replicas 10134");
  CHECK(p([](C& c) { c.ack_policy = AckPolicy::None; }) == "ack_policy 10084");
  CHECK(p([](C& c) { c.ack_policy = AckPolicy::All; }) == "ack_policy 10098");
  CHECK(p([](C& c) { c.deliver_policy = DeliverPolicy::New; }) == "deliver_policy 10101");
  CHECK(p([](C& c) { c.max_ack_pending = 6; }) == "max_ack_pending 10121");
  CHECK(p([](C& c) { c.inactive_threshold = seconds(2); }) == "inactive_threshold 10153");
  CHECK(p([](C& c) {
          c.deliver_subject = "q.x";
          c.ack_policy = AckPolicy::Explicit;
        }) == "deliver_subject 10081");
}

TEST_CASE("all problems become one error") {
  StreamConfig config = stream();
  config.name = "a b";
  config.subjects = {"x", "x"};
  const auto checked = check(validate(config));
  REQUIRE_FALSE(checked);
  CHECK(checked.error().code() == Code::Invalid);
  CHECK(checked.error().api_code() == 10052);
  CHECK(checked.error().message() ==
        "name: stream name \"a b\" holds a space; subjects[1]: \"x\" is there twice");
}

}  // namespace natsop::jetstream
