#include "core/render/diff.h"

#include <doctest/doctest.h>

using natsop::json::Doc;
using natsop::render::ConfigDiff;
using natsop::render::Style;
using natsop::render::unified_diff;

namespace {

Doc parse(const char* text) {
  const auto doc = Doc::parse(text);
  REQUIRE(doc);
  return *doc;
}

}  // namespace

TEST_CASE("what differs, under its parents") {
  const ConfigDiff diff(
      parse(
          R"({"name":"S","subjects":["a","b"],"max_msgs":-1,"max_age":0,"placement":{"cluster":"x"},"sources":[{"name":"q"}]})"),
      parse(
          R"({"name":"S","subjects":["b","c"],"max_msgs":1000,"max_age":60000000000,"placement":{"cluster":"y","tags":["t"]},"sources":[{"name":"r"}],"republish":{"src":">","dest":"r.>"}})"));
  const auto show = [](std::string_view path, const Doc& value) {
    return path == "/max_age" ? std::to_string(value.integer() / 1000000000) + "s" : std::string();
  };
  CHECK(diff.render(Style{}, show) ==
        "Differences (-old +new):\n"
        "  subjects:\n"
        "-   - \"a\"\n"
        "+   - \"c\"\n"
        "- max_msgs: -1\n"
        "+ max_msgs: 1000\n"
        "- max_age: 0s\n"
        "+ max_age: 60s\n"
        "  placement:\n"
        "-   cluster: \"x\"\n"
        "+   cluster: \"y\"\n"
        "+   tags:\n"
        "+     - \"t\"\n"
        "  sources:\n"
        "    0:\n"
        "-     name: \"q\"\n"
        "+     name: \"r\"\n"
        "  republish:\n"
        "+   src: \">\"\n"
        "+   dest: \"r.>\"\n");
  CHECK(diff.document().at("/1").dump() == R"({"path":"/max_msgs","before":-1,"after":1000})");
}

TEST_CASE("order of texts and empty values make no difference") {
  const ConfigDiff diff(parse(R"({"subjects":["a","b"],"sealed":false,"tags":[]})"),
                        parse(R"({"subjects":["b","a"],"max_age":0,"placement":{"cluster":""}})"));
  CHECK(diff.empty());
  CHECK(diff.render(Style{}).empty());
  CHECK(ConfigDiff(parse(R"({"a":true})"), parse(R"({"a":false})")).changes().size() == 1);
}

TEST_CASE("a unified diff of texts") {
  const std::string before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n";
  const std::string after = "1\n2\n3\n4\nfive\n6\n7\n8\n9\n10\n11\n12\n13\n";
  CHECK(unified_diff(before, after, "a", "b", Style{}) ==
        "--- a\n+++ b\n"
        "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"
        "@@ -10,3 +10,4 @@\n 10\n 11\n 12\n+13\n");
  CHECK(unified_diff(before, before, "a", "b", Style{}).empty());
  CHECK(unified_diff("", "x\n", "a", "b", Style{}) == "--- a\n+++ b\n@@ -0,0 +1 @@\n+x\n");
}
