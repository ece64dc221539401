#include "core/text/regex.h"

#include <doctest/doctest.h>

#include <vector>

#include "tests/support/seeded_random.h"

using namespace natsop;
using text::Regex;

namespace {

struct Case {
  const char* expression;
  const char* text;
  bool matches;
};

void check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    CAPTURE(c.expression);
    CAPTURE(c.text);
    const auto regex = Regex::compile(c.expression);
    REQUIRE_MESSAGE(regex, regex.error().message());
    CHECK(regex->search(c.text) == c.matches);
  }
}

}  // namespace

TEST_CASE("literals, alternatives and repetition") {
  check({{"", "", true},
         {"", "abc", true},
         {"b", "abc", true},
         {"d", "abc", false},
         {"^abc$", "abc", true},
         {"^bc", "abc", false},
         {"ab$", "abc", false},
         {"a|b|", "z", true},
         {"^(a|bc)$", "bc", true},
         {"^(a|bc)$", "ac", false},
         {"^a*$", "", true},
         {"^a*$", "aaaa", true},
         {"^a+$", "", false},
         {"^a?b$", "ab", true},
         {"^a?b$", "aab", false},
         {"^a+?b*?$", "aab", true},
         {"^(ab){2}$", "abab", true},
         {"^(ab){2}$", "ababab", false},
         {"^a{2,}$", "a", false},
         {"^a{2,}$", "aaa", true},
         {"^a{1,3}$", "aaaa", false},
         {"^a{0}$", "", true},
         {"a{,2}", "a{,2}", true},
         {"a{x", "a{x", true},
         {"^(a*)*$", "aaa", true},
         {"^(|a)+$", "aa", true},
         {"a.c", "a\nc", false},
         {"a.c", "a\u00e9c", true},
         {"^.$", "\xff", true},
         {"^..$", "\u00e9", false}});
}

TEST_CASE("classes and escapes") {
  check({{"^[a-c]+$", "abc", true},
         {"^[a-c]+$", "abd", false},
         {"^[^a-c]$", "d", true},
         {"^[^a-c]$", "\n", true},
         {"^[]a]+$", "]a", true},
         {"^[^]a]$", "b", true},
         {"^[a-]+$", "a-", true},
         {"^[-a]+$", "a-", true},
         {"^[\\]\\-\\\\]+$", "]-\\", true},
         {"^[[:alpha:]_]+$", "aZ_", true},
         {"^[[:^digit:]]+$", "a1", false},
         {"^[\\d\\s]+$", "1 2", true},
         {"^[\\D]+$", "a1", false},
         {"^\\d\\D\\w\\W\\s\\S$", "1aa. x", true},
         {"^\\pL+$", "\u00e9\u00df", true},
         {"^\\p{Lu}$", "a", false},
         {"^\\PL$", "1", true},
         {"^\\p{^Lu}$", "a", true},
         {"^[\\p{Nd}x]+$", "1x2", true},
         {"^\\x41\\x{1F600}\\101\\t$", "A\U0001F600A\t", true},
         {"^\\.\\*\\$$", ".*$", true},
         {"^\\Qa.b*\\Ec$", "a.b*c", true},
         {"\\Qa|b", "a|b", true},
         {"[a-z]-[0-9]", "x-1", true}});
}

TEST_CASE("flags, groups and edges") {
  check({{"(?i)orders", "ORDERS.new", true},
         {"orders", "ORDERS", false},
         {"(?i:a)b", "Ab", true},
         {"(?i:a)b", "AB", false},
         {"(?i)a(?-i)b", "AB", false},
         {"(?i)[a-c]$", "B", true},
         {"(?i)[^a]", "A", false},
         {"(?i)\u00e9", "\u00c9", true},
         {"(?s)a.c", "a\nc", true},
         {"^b", "a\nb", false},
         {"(?m)^b$", "a\nb\nc", true},
         {"a$", "a\n", false},
         {"\\Ab", "ab", false},
         {"b\\z", "ab", true},
         {"\\bfoo\\b", "a foo.", true},
         {"\\bfoo\\b", "afoo", false},
         {"o\\Bo", "foo", true},
         {"(?P<name>a)(?:b)(?<other>c)", "abc", true},
         {"(?U)a+", "a", true},
         {"((a))", "a", true}});
}

TEST_CASE("what is no expression says why") {
  for (const auto& [expression, why] : std::vector<std::pair<std::string, std::string>>{
           {"(", "missing )"},
           {")", "unexpected )"},
           {"a)", "unexpected )"},
           {"[", "missing ]"},
           {"[]", "missing ]"},
           {"[a", "missing ]"},
           {"[a-", "missing ]"},
           {"[b-a]", "a class range that is turned around"},
           {"[a-b-c]", "a misplaced - in a class"},
           {"[[:foo:]]", "unknown class [:foo:]"},
           {"*", "nothing to repeat"},
           {"a**", "a repetition of a repetition"},
           {"a{2}{3}", "a repetition of a repetition"},
           {"a{1001}", "a repeat count that is too large or turned around"},
           {"a{3,2}", "a repeat count that is too large or turned around"},
           {"\\", "a backslash at the end"},
           {"\\y", "unknown escape"},
           {"(a)\\1", "back references are not part of RE2"},
           {"a(?=b)", "looking ahead or behind is not part of RE2"},
           {"(?<!b)a", "looking ahead or behind is not part of RE2"},
           {"(?z)", "unknown group flags"},
           {"(?P<>a)", "a group's name is malformed"},
           {"\\x{110000}", "a malformed \\x escape"},
           {"\\xg", "a malformed \\x escape"},
           {"\\p{Greek}", "unknown or unsupported class \\p{Greek}"},
           {"\xff", "it is not UTF-8"},
           {"((a{1000}){1000})", "too large"},
           {std::string(5000, '('), "nested too deeply"}}) {
    CAPTURE(expression);
    const auto regex = Regex::compile(expression);
    REQUIRE(!regex);
    CHECK(regex.error().message() == "invalid regular expression \"" + expression + "\": " + why);
  }
}

TEST_CASE("no expression takes more than linear time") {
  const auto regex = Regex::compile("^(a?){30}(a*)*(a|a)*b$");
  REQUIRE(regex);
  CHECK(!regex->search(std::string(5000, 'a')));
}

TEST_CASE("rubbish neither crashes nor hangs") {
  test::SeededRandom random(5);
  int compiled = 0;
  for (int i = 0; i < 20'000; ++i) {
    const auto regex =
        Regex::compile(random.text(random.number(10), "ab()[]{}|*+?^$.\\-:1,dwPpiQE"));
    compiled += regex ? 1 : 0;
    if (regex) {
      static_cast<void>(regex->search("abba1d\n"));
    }
  }
  CHECK(compiled > 500);
}
