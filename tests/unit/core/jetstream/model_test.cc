// Every model survives a round trip: field order, omissions, unknown members.
#include <doctest/doctest.h>

#include "core/jetstream/account_info.h"
#include "core/jetstream/consumer_info.h"
#include "core/jetstream/pub_ack.h"
#include "core/jetstream/requests.h"
#include "core/jetstream/responses.h"
#include "core/jetstream/stream_info.h"
#include "tests/unit/core/jetstream/fixture.h"

namespace natsop::jetstream {
namespace {

template <class T>
T decode_or_fail(const json::Doc& doc) {
  auto value = T::from_doc(doc);
  REQUIRE_MESSAGE(value, (value ? "" : value.error().one_line()));
  return *value;
}

/// What a model makes of a file is the file.
template <class T>
void check_same_text(const std::string& name) {
  CAPTURE(name);
  const std::string text = fixture_text(name);
  CHECK(decode_or_fail<T>(parse_or_fail(text)).to_doc().dump(2) == text);
}

/// What a model writes it reads back as the same.
template <class T>
T check_stable(const json::Doc& doc) {
  const T first = decode_or_fail<T>(doc);
  CHECK(decode_or_fail<T>(first.to_doc()) == first);
  return first;
}

template <class T>
std::string decode_error(const std::string& text) {
  auto value = T::from_doc(parse_or_fail(text), "config");
  REQUIRE_FALSE(value);
  CHECK(value.error().code() == Code::Invalid);
  return value.error().message();
}

}  // namespace

TEST_CASE("every field keeps its place") {
  check_same_text<StreamConfig>("config.every_field.json");
  check_same_text<StreamInfo>("stream_info.every_field.json");
  check_same_text<ConsumerConfig>("consumer.every_field.json");
  check_same_text<ConsumerInfo>("consumer_info.every_field.json");
  check_same_text<AccountInfo>("account_info.every_field.json");
}

TEST_CASE("what natscli printed comes out the same") {
  check_same_text<StreamConfig>("config.mirror.json");
  check_same_text<StreamConfig>("config.subjects.json");
  check_same_text<StreamInfo>("info.sources.json");
  check_same_text<StreamInfo>("info.sources.2.9.json");
  check_same_text<StreamInfo>("info.mirror.json");
}

TEST_CASE("configurations that people wrote are read") {
  for (const char* name :
       {"helm.hub.cinema-a.json", "helm.hub.sales.json", "helm.spoke-1.cinema-a-mirror.json",
        "helm.spoke-1.tickets-1.json", "helm.spoke-2.tickets-2.json",
        "js-consumer-stream.ORDEREVENTS.json", "js-consumer-service.FULFILLEVENTS.json",
        "js-consumer-service.RESTOCKEVENTS.json"}) {
    CAPTURE(name);
    const auto config = check_stable<StreamConfig>(fixture(name));
    CHECK_FALSE(config.name.empty());
    CHECK(config.extra.is_null());
  }
  const auto sales = decode_or_fail<StreamConfig>(fixture("helm.hub.sales.json"));
  CHECK(sales.retention == Retention::Interest);
  CHECK(sales.discard == Discard::New);
  CHECK(sales.duplicate_window == std::chrono::minutes(2));
  REQUIRE(sales.sources.size() == 2);
  CHECK(sales.sources[1].external->api == "$JS.spoke-2.API");
  for (const char* name :
       {"js-consumer-stream.ORDEREVENTS-C1.json", "js-consumer-service.FULFILLEVENTS-C1.json",
        "js-consumer-service.RESTOCKEVENTS-C1.json"}) {
    CAPTURE(name);
    const auto config = check_stable<ConsumerConfig>(fixture(name));
    CHECK_FALSE(config.effective_name().empty());
    CHECK(config.extra.is_null());
  }
}

TEST_CASE("a config file may hold a whole info") {
  const auto config = StreamConfig::from_config_or_info(fixture("info.sources.json"));
  REQUIRE(config);
  CHECK(config->name == "aggregate");
  CHECK(StreamConfig::from_config_or_info(fixture("config.mirror.json"))->name == "recv-cnc");
  const auto consumer =
      ConsumerConfig::from_config_or_info(fixture("consumer_info.every_field.json"));
  REQUIRE(consumer);
  CHECK(consumer->durable_name == "C");
}

TEST_CASE("members from a newer server are kept") {
  const auto doc = parse_or_fail(
      R"({"name":"S","future":{"a":[1,2]},"mirror":{"name":"O","speed":9},"zz":null})");
  const auto config = decode_or_fail<StreamConfig>(doc);
  const auto out = config.to_doc();
  CHECK(out.at("/future/a/1").integer() == 2);
  CHECK(out.integer_at("/mirror/speed") == 9);
  CHECK(config.mirror->extra.has("/speed"));
  CHECK(check_stable<StreamConfig>(doc) == config);
}

TEST_CASE("what is absent or null is the default") {
  const auto config = decode_or_fail<StreamConfig>(parse_or_fail(R"({"subjects":null})"));
  CHECK(config == StreamConfig{});
  CHECK(config.to_doc().dump() ==
        R"({"name":"","retention":"limits","max_consumers":0,"max_msgs_per_subject":0,)"
        R"("max_msgs":0,"max_bytes":0,"max_age":0,"storage":"file","discard":"old",)"
        R"("num_replicas":0,"sealed":false,"deny_delete":false,"deny_purge":false,)"
        R"("allow_rollup_hdrs":false,"allow_direct":false,"mirror_direct":false,)"
        R"("consumer_limits":{}})");
  CHECK(
      ConsumerConfig{}.to_doc().dump() ==
      R"({"ack_policy":"none","deliver_policy":"all","replay_policy":"instant","num_replicas":0})");
}

TEST_CASE("errors name the place") {
  CHECK(decode_error<StreamConfig>(R"({"max_age":"1h"})").starts_with("config.max_age: "));
  CHECK(decode_error<StreamConfig>(R"({"sources":[{"name":"a"},{"name":7}]})")
            .starts_with("config.sources[1].name: "));
  CHECK(decode_error<StreamConfig>(R"({"retention":"forever"})") ==
        R"(config.retention: expected one of "limits", "interest", "workqueue", got "forever")");
  CHECK(decode_error<StreamConfig>(R"({"mirror":[]})").starts_with("config.mirror: "));
  CHECK(decode_error<StreamConfig>(R"({"metadata":{"a":1}})").starts_with("config.metadata: "));
  CHECK(decode_error<StreamConfig>(R"({"subjects":"a"})").starts_with("config.subjects: "));
  CHECK(decode_error<StreamConfig>("[]").starts_with("config: "));
  CHECK(decode_error<ConsumerConfig>(R"({"backoff":[1,"2s"]})").starts_with("config.backoff: "));
  CHECK(decode_error<ConsumerConfig>(R"({"opt_start_time":"yesterday"})")
            .starts_with("config.opt_start_time: "));
  CHECK(decode_error<StreamState>(R"({"deleted":[-1]})").starts_with("config.deleted: "));
  CHECK(decode_error<StreamState>(R"({"subjects":{"a":"b"}})").starts_with("config.subjects: "));
}

TEST_CASE("requests write what they must and no more") {
  CHECK(ListRequest{}.to_doc().dump() == R"({"offset":0})");
  CHECK(PurgeRequest{}.to_doc().dump() == "{}");
  CHECK(PurgeRequest{.filter = "a", .keep = 2}.to_doc().dump() == R"({"filter":"a","keep":2})");
  CHECK(MessageDeleteRequest{.seq = 3}.to_doc().dump() == R"({"seq":3})");
  CHECK(PauseRequest{}.to_doc().dump() == "{}");
  CHECK(PullRequest{.expires = std::chrono::seconds(1), .batch = 1}.to_doc().dump() ==
        R"({"expires":1000000000,"batch":1})");
  CHECK(StepDownRequest{.placement = Placement{.preferred = "n1"}}.to_doc().dump() ==
        R"({"placement":{"preferred":"n1"}})");
  CHECK(ConsumerCreateRequest{.stream_name = "S"}.to_doc().dump() ==
        R"({"stream_name":"S","config":{"ack_policy":"none","deliver_policy":"all",)"
        R"("replay_policy":"instant","num_replicas":0},"action":""})");
  check_stable<MessageGetRequest>(parse_or_fail(
      R"({"seq":1,"batch":2,"start_time":"2026-01-01T00:00:00Z","multi_last":["a"],"no_hdr":true})"));
}

TEST_CASE("publish acknowledgements are read in every form") {
  const auto ack = check_stable<PubAck>(
      parse_or_fail(R"({"stream":"S","domain":"D","seq":7,"duplicate": true})"));
  CHECK(ack.seq == 7);
  CHECK(ack.domain == "D");
  CHECK(ack.duplicate);
  CHECK(check_stable<PubAck>(parse_or_fail(R"({"stream":"S","seq":1,"val":"5"})")).val == "5");
}

TEST_CASE("answers carry their type first") {
  CHECK(make_response("stream_delete_response", SuccessResponse{.success = true}.to_doc()).dump() ==
        R"({"type":"io.nats.jetstream.api.v1.stream_delete_response","success":true})");
  CHECK(make_error_response("x", ApiError{.code = 404, .err_code = 10059}).dump() ==
        R"({"type":"io.nats.jetstream.api.v1.x","error":{"code":404,"err_code":10059}})");
}

}  // namespace natsop::jetstream
