#include "core/json/yaml.h"

#include <doctest/doctest.h>

using natsop::json::Doc;
using natsop::json::from_yaml;
using natsop::json::to_yaml;

TEST_CASE("YAML reads as a person would write it") {
  const auto doc = from_yaml(R"(# a stream
name: ORDERS
subjects: [orders.>, "x"]
max_age: 1h
replicas: 3
hex: 0x1F
neg: -9223372036854775808
big: 18446744073709551615
ratio: 1.5
on: yes
ok: true
none: ~
quoted: "12"
text: |
  two
  lines
base: &base {a: 1, b: 2}
derived:
  <<: *base
  b: 3
)");
  REQUIRE(doc);
  CHECK(
      doc->dump() ==
      R"({"name":"ORDERS","subjects":["orders.>","x"],"max_age":"1h","replicas":3,"hex":31,)"
      R"("neg":-9223372036854775808,"big":18446744073709551615,"ratio":1.5,"on":"yes","ok":true,"none":null,)"
      R"("quoted":"12","text":"two\nlines\n","base":{"a":1,"b":2},"derived":{"b":3,"a":1}})");
}

TEST_CASE("every document survives the way there and back") {
  auto doc = Doc::object(
      {{"empty", ""},
       {"true", "true"},
       {"number", "0123"},
       {"real", "1.0"},
       {"time", "2026-11-21T09:46:20Z"},
       {"tilde", "~"},
       {"no", "no"},
       {"colon", "a: b"},
       {"hash", "a #b"},
       {"star", "*"},
       {"gt", ">"},
       {"subject", "$JS.API.>"},
       {"lines", "a\nb\n"},
       {"open", "a\nb"},
       {"indented", "  a\nb\n"},
       {"control", std::string("a\x01\tb")},
       {"spaces", " a "},
       {"unicode", "日本 é"},
       {"<<", "merge"},
       {"a\nb", "key"},
       {"list",
        Doc::array({Doc(), Doc(true), Doc(-1), Doc(1.5), Doc("-"), Doc::array(), Doc::object()})},
       {"nested", Doc::array({Doc::array({"x"}), Doc::object({{"k", Doc::object({{"l", 1}})}})})}});
  const auto text = to_yaml(doc);
  const auto back = from_yaml(text);
  REQUIRE_MESSAGE(back, text);
  CHECK_MESSAGE(*back == doc, text);
  for (const Doc& scalar : {Doc(), Doc(1), Doc("x"), Doc("a\nb\n"), Doc::array(), Doc::object()}) {
    const auto again = from_yaml(to_yaml(scalar));
    REQUIRE(again);
    CHECK(*again == scalar);
  }
  CHECK(to_yaml(Doc::object({{"a", "text"}, {"b", Doc::array({"x", "1"})}, {"c", "l1\nl2\n"}})) ==
        "a: text\nb:\n  - x\n  - \"1\"\nc: |\n  l1\n  l2\n");
}

TEST_CASE("bad YAML is refused with its place") {
  const auto message = [](std::string_view text) {
    const auto doc = from_yaml(text);
    return doc ? "accepted: " + doc->dump() : doc.error().message();
  };
  CHECK(message("a: [1, 2").starts_with("invalid YAML at line "));
  CHECK(message("a: 1\nb: 2\na: 3\n") ==
        "invalid YAML at line 3, column 1: the key \"a\" is there twice");
  CHECK(message("[a]: 1\n").find("a key is not a scalar") != std::string::npos);
  CHECK(message("a: 1\n---\nb: 2\n").find("a second document follows") != std::string::npos);
  CHECK(message("a: *nothing\n").starts_with("invalid YAML at line 1"));
  CHECK(message(std::string(100000, '[')).starts_with("invalid YAML"));
  CHECK(message("a: &a [*a]\n").starts_with("invalid YAML"));
  std::string bomb = "l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    const auto below = "*l" + std::to_string(i - 1);
    bomb += "l" + std::to_string(i) + ": &l" + std::to_string(i) + " [";
    for (int k = 0; k < 10; ++k) bomb += (k > 0 ? ", " : "") + below;
    bomb += "]\n";
  }
  CHECK(message(bomb).find("more than a million values") != std::string::npos);
  REQUIRE(from_yaml(""));
  CHECK(from_yaml("")->is_null());
}

TEST_CASE("input on which the parser does not advance is an error, not an endless read") {
  CHECK_FALSE(from_yaml(", true\n"));
  CHECK_FALSE(from_yaml("}"));
}

TEST_CASE("bytes that are not UTF-8 are refused") {
  const auto doc = from_yaml("a: \xff");
  REQUIRE_FALSE(doc);
  CHECK(doc.error().message() == "invalid YAML: not UTF-8");
}

TEST_CASE("control characters are quoted, zero bytes and yaml-cpp's broken escapes refused") {
  const Doc doc = Doc::array({std::string("bell\x07"), std::string("zero\0byte", 9)});
  const auto back = from_yaml(to_yaml(doc));
  REQUIRE(back);
  CHECK(*back == doc);
  CHECK_FALSE(from_yaml(std::string_view("a: x\0y", 6)));
  CHECK_FALSE(from_yaml("\"\\N\""));
}
