#include "core/jetstream/description.h"

#include <doctest/doctest.h>

#include "core/jetstream/config_diff.h"
#include "tests/unit/core/jetstream/fixture.h"

namespace natsop::jetstream {

TEST_CASE("origins, transforms and placements on one line") {
  const auto show = [](Time) { return std::string("T"); };
  CHECK(describe(StreamSource{.name = "O"}, show) == "O");
  CHECK(describe(StreamSource{.name = "O",
                              .opt_start_seq = 5,
                              .opt_start_time = Time{},
                              .external = ExternalStream{.api = "$JS.hub.API", .deliver = "d"},
                              .consumer = SourceConsumer{.name = "c", .deliver_subject = "s"}},
                 show) ==
        "O, Start Seq: 5, Start Time: T, API Prefix: $JS.hub.API, Delivery Prefix: d, "
        "Consumer Name: c (s)");
  CHECK(describe(SubjectTransform{.src = "a.*", .dest = "b.$1"}) == "a.* to b.$1");
  CHECK(describe(SubjectTransform{.src = "a", .dest = ""}) == "a untransformed");
  CHECK(describe_filters("f", {{.src = "a", .dest = "b"}}) ==
        std::vector<std::string>{"f untransformed", "a to b"});
  CHECK(describe(Placement{.cluster = "east", .tags = {"ssd", "fast"}}) ==
        "cluster: east tags: ssd, fast");
  CHECK(describe(Placement{.tags = {"ssd"}}) == "tags: ssd");
  CHECK(describe(Placement{}).empty());
}

TEST_CASE("back-offs grow evenly") {
  using std::chrono::seconds;
  const auto steps = linear_backoff(4, seconds(1), seconds(5));
  REQUIRE(steps);
  CHECK(*steps ==
        std::vector<std::chrono::nanoseconds>{seconds(1), seconds(2), seconds(3), seconds(4)});
  CHECK(*linear_backoff(4, seconds(5), seconds(1)) == *steps);
  CHECK_FALSE(linear_backoff(0, seconds(1), seconds(2)));
  CHECK_FALSE(linear_backoff(1, seconds(0), seconds(2)));
}

TEST_CASE("differences between configurations") {
  const auto diff = [](const char* before, const char* after) {
    return differences(parse_or_fail(before), parse_or_fail(after));
  };
  using D = std::vector<Difference>;
  CHECK(diff(R"({"a":1,"b":{"c":2}})", R"({"b":{"c":2},"a":1})").empty());
  CHECK(diff(R"({"a":1})", R"({"a":2})") == D{{"a", "1", "2"}});
  CHECK(diff(R"({"subjects":["a","b"]})", R"({"subjects":["b","a"]})").empty());
  CHECK(diff(R"({"subjects":["a"]})", R"({"subjects":["a","b"]})") ==
        D{{"subjects", R"(["a"])", R"(["a","b"])"}});
  CHECK(diff(R"({"m":{"a":1}})", R"({"p":{"t":["x"]}})") ==
        D{{"p.t", "", R"(["x"])"}, {"m.a", "1", ""}});
  CHECK(diff(R"({"sources":[{"name":"a"},{"name":"b"}]})",
             R"({"sources":[{"name":"a"},{"name":"c","x":1}]})") ==
        D{{"sources[1].name", R"("b")", R"("c")"}, {"sources[1].x", "", "1"}});
  CHECK(diff(R"({"sources":[{"name":"a"}]})", R"({"sources":[]})") ==
        D{{"sources", R"([{"name":"a"}])", "[]"}});
  CHECK(diff(R"({"metadata":{"_nats.ver":"1","k":"v"}})", R"({"metadata":{"k":"w"}})") ==
        D{{"metadata.k", R"("v")", R"("w")"}});
  CHECK(diff(R"({"a":{}})", R"({})").empty());
  CHECK(diff(R"({"a":1})", R"({"a":{"b":2}})") == D{{"a", "1", R"({"b":2})"}});
}

TEST_CASE("what a server left out of a configuration") {
  const auto ignored = [](const char* asked, const char* answer) {
    return ignored_fields(parse_or_fail(asked), parse_or_fail(answer));
  };
  CHECK(ignored(R"({"a":1,"filter_subjects":["x"],"metadata":{"k":"v","_nats.ver":"1"}})",
                R"({"a":2,"b":3})") == std::vector<std::string>{"filter_subjects", "metadata"});
  CHECK(ignored(R"({"p":{"a":1,"b":"x"}})", R"({"p":{"a":1}})") == std::vector<std::string>{"p.b"});
  CHECK(ignored(R"({"a":0,"b":false,"c":"","d":[],"e":{},"f":null})", "{}").empty());
}

}  // namespace natsop::jetstream
