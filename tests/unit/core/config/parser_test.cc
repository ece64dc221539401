#include "core/config/parser.h"

#include <doctest/doctest.h>

#include <map>

#include "core/config/printer.h"

namespace natsop::config {
namespace {

/// Files and variables that are only here.
struct Sandbox {
  std::map<std::string, std::string> files;
  std::map<std::string, std::string, std::less<>> variables;

  [[nodiscard]] Sources sources() const {
    return {.read = [this](const std::filesystem::path& path) -> Result<std::string> {
              const auto file = files.find(path.string());
              if (file == files.end()) return Error(Code::NotFound, "no such file");
              return file->second;
            },
            .variable = [this](std::string_view name) -> std::optional<std::string> {
              const auto variable = variables.find(name);
              if (variable == variables.end()) return std::nullopt;
              return variable->second;
            }};
  }
  /// The JSON of the text's values, or the error.
  [[nodiscard]] std::string json(std::string_view text) const {
    const auto map = parse_text(text, "t.conf", "dir", sources());
    return map ? to_json(*map).dump() : map.error().message();
  }
};

std::string json(std::string_view text) { return Sandbox{}.json(text); }

}  // namespace

TEST_CASE("keys, separators and ends of values come in all their forms") {
  const std::string wanted = R"({"a":1,"b":2,"c":3})";
  CHECK(json("a 1\nb=2\nc: 3") == wanted);
  CHECK(json("a=1;b:2,c 3,") == wanted);
  CHECK(json("{\"a\": 1, 'b' = 2,\n\t\"c\" 3}") == wanted);
  CHECK(json("# first\na: 1 // one\n\nb: 2 # two\nc: 3\r\n// end") == wanted);
  CHECK(json("a: 1\nb\n2\nc\n: 3") == wanted);
  CHECK(json("a: 9\na: 1\nb: 2\nc: 3") == wanted);
  CHECK(json("{a:1}\n{b:2}\nc:3}") == wanted);
  CHECK(json("\xef\xbb\xbf"
             "a:1,b:2,c:3") == wanted);
  CHECK(json("") == "{}");
  CHECK(json("{}") == "{}");
  CHECK(json("UPPER-case.key_1: x") == R"({"UPPER-case.key_1":"x"})");
}

TEST_CASE("numbers, their units, and what only looks like one") {
  CHECK(json("a: 10k, b: 10K, c: 10kb, d: 10KiB, e: 10ki") ==
        R"({"a":10000,"b":10000,"c":10240,"d":10240,"e":10240})");
  CHECK(json("a: 2m, b: 2mb, c: 1g, d: 1gb, e: 1t, f: -1k, g: 1p, h: 1eb") ==
        R"({"a":2000000,"b":2097152,"c":1000000000,"d":1073741824,"e":1000000000000,"f":-1000,)"
        R"("g":1000000000000000,"h":1152921504606846976})");
  CHECK(json("a: 30s, b: 1h, c: 500ms, d: 10abc, e: 10kx") ==
        R"({"a":"30s","b":"1h","c":"500ms","d":"10abc","e":"10kx"})");
  CHECK(json("a: 1.5, b: -2.25, c: 127.0.0.1, d: 0.0.0.0:4222, e: 1.2.3") ==
        R"({"a":1.5,"b":-2.25,"c":"127.0.0.1","d":"0.0.0.0:4222","e":"1.2.3"})");
  CHECK(json("a: [1,2], b: [ 1k ]") == R"({"a":[1,2],"b":[1000]})");
  CHECK(json("a: 2026-11-21T08:00:00Z") == R"({"a":"2026-11-21T08:00:00Z"})");
  CHECK(json("a: 9223372036854775807") == R"({"a":9223372036854775807})");
  CHECK(json("a: 9223372036854775808") == "t.conf:1:4: an integer is out of the range");
  CHECK(json("a: 10000000000g") == "t.conf:1:4: an integer is out of the range");
  CHECK(json("a: 12kbb").starts_with("t.conf:1:4: Parse error: \"kbb\" is no unit"));
  CHECK(json("a: 10-abc").starts_with("t.conf:1:6: Parse error: digits with a '-' are a date"));
  CHECK(json("a: 2026-02-30T08:00:00Z") == "t.conf:1:4: there is no such date");
  CHECK(json("a: 2026-02-3").starts_with("t.conf:1:13: Parse error: a date is written"));
  CHECK(json("a: .5").starts_with("t.conf:1:4: Parse error: a number starts with a digit"));
  CHECK(json("a: 1.").starts_with("t.conf:1:6: Parse error: after the point comes a digit"));
  CHECK(json("a: -x").starts_with("t.conf:1:5: Parse error: after a minus comes a digit"));
}

TEST_CASE("texts: bare, in either quotes, and in blocks") {
  CHECK(json("a: x:y=z/#{(, b: a#b") == R"({"a":"x:y=z/#{(","b":"a#b"})");
  CHECK(json("a: yes, b: Off, c: TRUE, d: \"true\", e: truely") ==
        R"({"a":true,"b":false,"c":true,"d":"true","e":"truely"})");
  CHECK(json(R"(a: "t\tn\nr\rq\"b\\h\x41", b: 'no \t escapes')") ==
        R"({"a":"t\tn\nr\rq\"b\\hA","b":"no \\t escapes"})");
  CHECK(json("a: \"two\nlines\"") == R"({"a":"two\nlines"})");
  CHECK(json(R"(a: x\ty, b: tru\x65)") == R"({"a":"x\ty","b":"true"})");
  CHECK(json("a: (\none\n)x\n two\n)\nb: 1") == R"({"a":"\none\n)x\n two\n","b":1})");
  CHECK(json("a: b'\nc: 1") == R"({"a":"b","c":1})");
  CHECK(json(R"(a: "\q")") ==
        "t.conf:1:5: Parse error: after a backslash comes one of t n r \" \\ or xHH");
  CHECK(json(R"(a: "\xg0")") == "t.conf:1:5: Parse error: after \\x come two hexadecimal digits");
  CHECK(json("\na: \"x") == "t.conf:2:4: Parse error: text in quotes has no end");
  CHECK(json("a: 'x") == "t.conf:1:4: Parse error: text in quotes has no end");
  CHECK(json("a: (x)").starts_with("t.conf:1:4: Parse error: a ( block ends with a )"));
  CHECK(json(std::string_view("a: x\n\0b", 7)) ==
        "t.conf:2:1: Parse error: a configuration is text, found a NUL byte");
}

TEST_CASE("lists and blocks nest, with any separators") {
  CHECK(json("a [1\n2, x\n\n{b: [[]]}\n]") == R"({"a":[1,2,"x",{"b":[[]]}]})");
  CHECK(json("a: [\"x\",\n\"y\", # c\n]") == R"({"a":["x","y"]})");
  CHECK(json("a { b { c\n: d }; e: 1; f: 2, g:\n3 }") ==
        R"({"a":{"b":{"c":"d"},"e":1,"f":2,"g":3}})");
  CHECK(json("a\n{\n b: 1 # x\n}\n") == R"({"a":{"b":1}})");
  CHECK(json("a: {KEY:VALUE}") == R"({"a":{"KEY":"VALUE"}})");
  CHECK(json("a: [1,,2]") == "t.conf:1:7: Parse error: expected a value, found ','");
  CHECK(json("a: [1\n,2]") == "t.conf:2:1: Parse error: expected a value, found ','");
  CHECK(json("a: [1;2]") ==
        "t.conf:1:6: Parse error: expected ',' or ']' or the end of the line, found ';'");
  CHECK(json("a: [1") == "t.conf:1:4: Parse error: a [ has no ]");
  CHECK(json("a {\n b: 1") == "t.conf:1:3: Parse error: a { has no }");
  CHECK(json("{a: 1") == "t.conf:1:6: Parse error: a { has no }");
  CHECK(json("a { b }") == "t.conf:1:5: Parse error: \"b\" has no value");
  CHECK(json("a { b: 1 c: 2}") ==
        "t.conf:1:10: Parse error: expected ',' or '}' or the end of the line, found 'c'");
  CHECK(json("a: 1 b: 2") == "t.conf:1:6: Parse error: expected the end of a value, found 'b'");
  CHECK(json("a:\n1") == "t.conf:1:3: Parse error: expected a value, found the end of the line");
  CHECK(json(": 1") == "t.conf:1:1: Parse error: expected a key, found ':'");
  CHECK(json("a: " + std::string(300, '[')).ends_with("lists and blocks are nested too deeply"));
  Sandbox box;
  for (int i = 0; i < 60; ++i) {
    box.files["dir/" + std::to_string(i)] =
        "a {b {c {d {e { include " + std::to_string(i + 1) + " }}}}}";
  }
  CHECK(box.json("include './0'").ends_with("lists and blocks are nested too deeply"));
}

TEST_CASE("variables come from the blocks around, then from the environment") {
  Sandbox box;
  box.variables = {
      {"TEXT", "plain"}, {"QUOTED", "\"./cache1\""}, {"LIST", "[1,2]"},  {"NUMBER", "4222"},
      {"SIZE", "2m"},    {"NESTED", "$NUMBER"},      {"LOOP", "$LOOP2"}, {"LOOP2", "$LOOP"},
      {"BAD", "{"}};
  CHECK(box.json("A: 1\nb: $A") == R"({"A":1,"b":1})");
  CHECK(box.json("A-B.c=[x,y]\nb { u: $A-B.c }") == R"({"A-B.c":["x","y"],"b":{"u":["x","y"]}})");
  CHECK(box.json("A: 1\nb { A: 2, c: $A }\nd: $A") == R"({"A":1,"b":{"A":2,"c":2},"d":1})");
  CHECK(box.json("a: $TEXT, b: $QUOTED, c: $LIST, d: $NUMBER, e: $SIZE, f: $NESTED") ==
        R"({"a":"plain","b":"./cache1","c":[1,2],"d":4222,"e":2000000,"f":4222})");
  CHECK(box.json("a: \"$TEXT\"") == R"({"a":"$TEXT"})");
  CHECK(box.json("p: $2a$11$abc/def") == R"({"p":"$2a$11$abc/def"})");
  CHECK(box.json("\na: $NONE") ==
        "t.conf:2:4: variable reference for 'NONE' on line 2 can not be found");
  CHECK(box.json("b { a: $A }\nA: 1") ==
        "t.conf:1:8: variable reference for 'A' on line 1 can not be found");
  CHECK(box.json("a: $LOOP").contains("variable reference cycle for 'LOOP'"));
  CHECK(box.json("a: $BAD").contains("could not be parsed: $BAD:1:4: Parse error: a { has no }"));
  const auto map = parse_text("A: 1\nB: 2\nc: $A", "t", {}, box.sources());
  REQUIRE(map);
  CHECK(map->members()[0].used);
  CHECK_FALSE(map->members()[1].used);
}

TEST_CASE("values that repeat themselves do not fill the memory") {
  std::string text = "v0: [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 12; ++i) {
    const auto previous = "$v" + std::to_string(i - 1);
    text += "v" + std::to_string(i) + ": [";
    for (int j = 0; j < 10; ++j) text += previous + "\n";
    text += "]\n";
  }
  CHECK(json(text).ends_with("values in one configuration"));
}

TEST_CASE("includes are relative to their file, and see no variables but the environment's") {
  Sandbox box;
  box.variables = {{"ENV", "7"}};
  box.files = {{"dir/a.conf", "x: 1\nA: 2"},
               {"dir/sub/b.conf", "include ./c.conf\ny: $ENV"},
               {"dir/sub/c.conf", "z: 3"},
               {"dir/scope.conf", "w: $A"},
               {"dir/self.conf", "include self.conf"},
               {"dir/bad.conf", "q: 1\nq r s"}};
  CHECK(box.json("include a.conf\nb: $A") == R"({"A":2,"b":2,"x":1})");
  CHECK(box.json("INCLUDE 'a.conf'; b { include \"a.conf\" }") ==
        R"({"A":2,"b":{"A":2,"x":1},"x":1})");
  CHECK(box.json("include sub/b.conf") == R"({"y":7,"z":3})");
  CHECK(box.json("x: 0\ninclude a.conf") == R"({"A":2,"x":1})");
  CHECK(box.json("include: 5") == R"({"include":5})");
  CHECK(box.json("A: 1\ninclude scope.conf") ==
        "t.conf:2:1: error parsing include file 'scope.conf', dir/scope.conf:1:4: variable "
        "reference for 'A' on line 1 can not be found");
  CHECK(box.json("include none.conf") ==
        "t.conf:1:1: error parsing include file 'none.conf', no such file");
  CHECK(box.json("include self.conf").ends_with("dir/self.conf includes itself"));
  CHECK(box.json("include bad.conf")
            .ends_with("dir/bad.conf:2:5: Parse error: expected the end of a value, found 's'"));
  CHECK(
      box.json("include\n").ends_with("expected a file after include, found the end of the line"));
}

TEST_CASE("positions are those of keys, and in lists of the elements") {
  const auto map = parse_text("a: 1\n  b { c: [x,\n    y] }\n", "t.conf", {}, {});
  REQUIRE(map);
  const auto& b = *map->find("b");
  CHECK(b.position().text() == "t.conf:2:3");
  const auto& c = *b.map().find("c");
  CHECK(c.position().text() == "t.conf:2:7");
  CHECK(c.elements()[1].position().text() == "t.conf:3:5");
}

TEST_CASE("what is printed reads back") {
  const auto map = parse_text(
      "a: 1\n'k y': \"q\\\"uo\\te\\n\"\nb { c: [x, {d: 1.5}, []], e: {} }\nf: "
      "2026-11-21T08:00:00Z\n"
      "g: true\n\"include\": 'x'\nh: \"5\"\n",
      "t.conf", {}, {});
  REQUIRE(map);
  const auto printed = print(*map);
  CHECK(printed.contains("  c: [\n    \"x\"\n    {\n      d: 1.5\n    }\n    []\n  ]\n"));
  const auto again = parse_text(printed, "p.conf", {}, {});
  REQUIRE(again);
  CHECK(*again == *map);
}

}  // namespace natsop::config
