#include "core/subject/transform.h"

#include <doctest/doctest.h>

#include <set>
#include <vector>

#include "tests/support/seeded_random.h"

using namespace natsop;
using subject::Transform;

namespace {

std::string transformed(const char* source, const char* destination, const char* from) {
  const auto transform = Transform::make(source, destination);
  REQUIRE_MESSAGE(transform, transform.error().message());
  test::SeededRandom random;
  return transform->apply(from, random).value_or("(no match)");
}

}  // namespace

TEST_CASE("what transforms make of subjects") {
  struct Case {
    const char* source;
    const char* destination;
    const char* subject;
    const char* result;
  };
  for (const Case& c : std::vector<Case>{
           {"foo", "bar", "foo", "bar"},
           {"foo", "bar", "baz", "(no match)"},
           {"", ">", "any.thing", "any.thing"},
           {">", "pre.>", "a.b", "pre.a.b"},
           {"a.>", "b.>", "a.x.y", "b.x.y"},
           {"a.>", "b.>", "a", "(no match)"},
           {"a.*.>", "z.$1.>", "a.1.2.3", "z.1.2.3"},
           {"a.*.*", "b.$2.$1", "a.x.y", "b.y.x"},
           {"a.*.*", "b.{{wildcard(2)}}.{{ Wildcard( 1 ) }}", "a.x.y", "b.y.x"},
           {"a.*", "b", "a.x", "b"},
           {"a.*", "b.$1.$1", "a.x", "b.x.x"},
           {"a.*", "$SYS.$1.$JS", "a.x", "$SYS.x.$JS"},
           {"a.*", "b.$1", "a.*", "(no match)"},
           {"a.*", "b.$1", "a..", "(no match)"},
           {"a.*", "b.$1", "a.x.y", "(no match)"},
           {"*", "{{split(1,-)}}", "a-b-c", "a.b.c"},
           {"*", "{{split(1,-)}}", "-a--b-", "a.b"},
           {"*", "{{split(1,-)}}", "--a", "a"},
           {"*", "{{split(1,-)}}", "--", "--"},
           {"*", "{{split(1,--)}}", "a--b-c", "a.b-c"},
           {"*", "{{split(1,)}}", "h\u00e9", "h.\u00e9"},
           {"*", "x.{{Split(1, _)}}.y", "a_b", "x.a.b.y"},
           {"*", "{{splitfromleft(1,3)}}", "12345", "123.45"},
           {"*", "{{SplitFromLeft(1, 5)}}", "12345", "12345"},
           {"*", "{{splitFromLeft(1,0)}}", "12345", "12345"},
           {"*", "{{splitfromleft(1,-1)}}", "12345", "12345"},
           {"*", "{{splitfromright(1,3)}}", "12345", "12.345"},
           {"*", "{{splitfromright(1,6)}}", "12345", "12345"},
           {"*", "{{slicefromleft(1,3)}}", "1234567890", "123.456.789.0"},
           {"*", "{{slicefromleft(1,5)}}", "1234567890", "12345.67890"},
           {"*", "{{slicefromleft(1,10)}}", "1234567890", "1234567890"},
           {"*", "{{slicefromright(1,3)}}", "1234567890", "1.234.567.890"},
           {"*", "{{slicefromright(1,5)}}", "1234567890", "12345.67890"},
           {"*", "{{slicefromright(1,0)}}", "1234567890", "1234567890"},
           {"*", "{{left(1,2)}}", "abc", "ab"},
           {"*", "{{left(1,9)}}", "abc", "abc"},
           {"*", "{{Right(1,2)}}", "abc", "bc"},
           {"*", "{{right(1,0)}}", "abc", "abc"},
           {"a", "b.{{partition(1)}}", "a", "b.0"},
           {"*", "{{partition(0)}}", "a", "0"},
           {"*.>", "{{left(1,1)}}.>", "abc.d.e", "a.d.e"},
       }) {
    CAPTURE(c.source);
    CAPTURE(c.destination);
    CAPTURE(c.subject);
    CHECK(transformed(c.source, c.destination, c.subject) == c.result);
  }
}

TEST_CASE("partitions agree with nats-server") {
  // FNV-1a of "foo", "foobar" and "" modulo 1000003 and 10, from its reference vectors
  CHECK(transformed("*", "{{partition(10,1)}}", "foo") == std::to_string(0xa9f37ed7U % 10));
  CHECK(transformed("*.*", "{{partition(1000003,1,2)}}", "foo.bar") ==
        std::to_string(0xbf9cf968U % 1000003));
  CHECK(transformed("*", "{{partition(10)}}", "a") == std::to_string(0xe40c292cU % 10));
  CHECK(transformed("*.*", "{{partition(7,2,1)}}", "bar.foo") ==
        transformed("*.*", "{{partition(7,1,2)}}", "foo.bar"));
}

TEST_CASE("random picks below its bound") {
  const auto transform = Transform::make("*", "x.{{random(3)}}");
  REQUIRE(transform);
  test::SeededRandom random;
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    seen.insert(transform->apply("a", random).value());
  }
  CHECK(seen == std::set<std::string>{"x.0", "x.1", "x.2"});
  CHECK(transformed("a", "x.{{random(0)}}", "a") == "x.0");
}

TEST_CASE("pairs that make no transform") {
  struct Case {
    const char* source;
    const char* destination;
    const char* message;
  };
  const std::string prefix = "invalid mapping destination: ";
  for (const Case& c : std::vector<Case>{
           {"a.*", "b.$2", "wildcard index out of range in \"$2\""},
           {"a.*", "b.$0", "wildcard index out of range in \"$0\""},
           {"a", "b.$1", "wildcard index out of range in \"$1\""},
           {">", "{{wildcard(1)}}.>", "wildcard index out of range in \"{{wildcard(1)}}\""},
           {"*", "{{wildcard(2)}}", "wildcard index out of range in \"{{wildcard(2)}}\""},
           {"*", "{{partition(3,1,2)}}", "wildcard index out of range in \"{{partition(3,1,2)}}\""},
           {"*", "{{wildcard()}}",
            "not enough arguments passed to the function in \"{{wildcard()}}\""},
           {"*", "{{split(1)}}", "not enough arguments passed to the function in \"{{split(1)}}\""},
           {"*", "{{left(1)}}", "not enough arguments passed to the function in \"{{left(1)}}\""},
           {"*", "{{wildcard(1,2)}}",
            "too many arguments passed to the function in \"{{wildcard(1,2)}}\""},
           {"*", "{{left(1,2,3)}}",
            "too many arguments passed to the function in \"{{left(1,2,3)}}\""},
           {"*", "{{split(1,-,+)}}",
            "too many arguments passed to the function in \"{{split(1,-,+)}}\""},
           {"*", "{{wildcard(x)}}",
            "function argument is invalid or in the wrong format in \"{{wildcard(x)}}\""},
           {"*", "{{partition(99999999999)}}",
            "function argument is invalid or in the wrong format in "
            "\"{{partition(99999999999)}}\""},
           {"*", "{{split(1,a b)}}",
            "function argument is invalid or in the wrong format in \"{{split(1,a b)}}\""},
           {"*", "{{wild(1)}}", "unknown function in \"{{wild(1)}}\""},
           {"*", "{{WILDCARD(1)}}", "unknown function in \"{{WILDCARD(1)}}\""},
           {"*", "{{wildcard}}", "unknown function in \"{{wildcard}}\""},
           {"*", "{{split(1,.)}}", "unknown function in \"{{split(1,\""},
           {"*", "a.*", "misplaced wildcard in \"a.*\""},
           {"*", "a.>.b", "misplaced wildcard in \"a.>.b\""},
           {"*", "a..b", "empty token in \"a..b\""},
           {"*", "a b", "white space in \"a b\""},
           {"*", "", "it is empty"},
       }) {
    CAPTURE(c.source);
    CAPTURE(c.destination);
    const auto transform = Transform::make(c.source, c.destination);
    REQUIRE(!transform);
    CHECK(transform.error().message() == prefix + c.message);
  }
  CHECK(!Transform::make("a..b", "c"));
  CHECK(!Transform::make("a.>", "c"));
  CHECK(Transform::make("a", "c.>").error().message() ==
        "source \"a\" and destination \"c.>\" must both end in \">\", or neither");
  CHECK(subject::validate_mapping("a", "").has_value());
  CHECK(subject::validate_mapping("a.*", "b.$1").has_value());
  CHECK(!subject::validate_mapping("a.*", "b.$2"));
}

TEST_CASE("imports go both ways") {
  test::SeededRandom random;
  for (const auto& [source, destination, from] :
       std::vector<std::array<const char*, 3>>{{"a", "b", "a"},
                                               {"a.*.*.*", "b.$2.$3.$1", "a.1.2.3"},
                                               {"a.*.>", "b.{{wildcard(1)}}.c.>", "a.1.2.3"},
                                               {">", "pre.>", "x.y"}}) {
    CAPTURE(source);
    const auto there = Transform::make(source, destination, Transform::Mode::Reversible);
    REQUIRE(there);
    const auto back = there->reversed();
    REQUIRE(back);
    CHECK(back->apply(there->apply(from, random).value(), random).value() == from);
  }
  const auto reversible = [](const char* source, const char* destination) {
    return Transform::make(source, destination, Transform::Mode::Reversible);
  };
  CHECK(reversible("a.*", "b").error().message() ==
        "invalid mapping destination: not using all of the token wildcard(s) in \"b\"");
  CHECK(reversible("*", "{{left(1,2)}}")
            .error()
            .message()
            .find("only mapping function allowed for import") != std::string::npos);
  CHECK(!Transform::make("a.*", "b")->reversed());
  CHECK(!Transform::make("*", "{{left(1,1)}}")->reversed());
}

TEST_CASE("wildcards and references turn into each other") {
  CHECK(subject::wildcards_to_references("foo.*.b.*.>") == "foo.$1.b.$2.>");
  CHECK(subject::wildcards_to_references("foo") == "foo");
  CHECK(subject::references_to_wildcards("foo.$2.{{wildcard(1)}}.$JS.$0.>") == "foo.*.*.$JS.$0.>");
  CHECK(subject::references_to_wildcards("{{partition(1)}}.{{x") == "{{partition(1)}}.{{x");
}

TEST_CASE("rubbish never gets past make") {
  test::SeededRandom random(11);
  constexpr std::string_view kAlphabet = "a.*>$1{}(), SplitFromLeft2";
  int made = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string source = random.text(1 + random.number(6), ".*>ab");
    const std::string destination = random.text(1 + random.number(14), kAlphabet);
    const auto transform = Transform::make(source, destination);
    made += transform ? 1 : 0;
    if (transform) {
      const auto result = transform->apply("a.b.a.b", random);
      CHECK((!result || !result->empty()));
    }
  }
  CHECK(made > 50);
}
