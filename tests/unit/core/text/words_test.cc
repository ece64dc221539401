#include <doctest/doctest.h>

#include "core/text/names.h"
#include "core/text/quote.h"
#include "core/text/shell_split.h"

using namespace natsop;

TEST_CASE("command lines split as a shell splits them") {
  struct Case {
    const char* command;
    std::vector<std::string> words;
  };
  for (const Case& c :
       std::vector<Case>{{"", {}},
                         {"  ", {}},
                         {"code --wait", {"code", "--wait"}},
                         {" a\tb\n c ", {"a", "b", "c"}},
                         {"'/opt/my editor' -x", {"/opt/my editor", "-x"}},
                         {"a\\ b c", {"a b", "c"}},
                         {R"(a"b c"'d e'f)", {"ab cd ef"}},
                         {R"("" '')", {"", ""}},
                         {R"("a\"b\\c\d\$e")", {R"(a"b\c\d$e)"}},
                         {R"('a\b"c')", {R"(a\b"c)"}},
                         {"a\\\nb", {"ab"}},
                         {"jq . | less $HOME", {"jq", ".", "|", "less", "$HOME"}}}) {
    CAPTURE(c.command);
    CHECK(text::shell_split(c.command).value() == c.words);
  }
  for (const char* bad : {"'a", "\"a", "a\\", "\"a\\\""}) {
    CAPTURE(bad);
    CHECK(text::shell_split(bad).error().code() == Code::Invalid);
  }
}

TEST_CASE("names are compacted by the labels they share") {
  using Names = std::vector<std::string>;
  CHECK(text::compact_names({"n1.eu.corp", "n2.eu.corp"}) == Names{"n1", "n2"});
  CHECK(text::compact_names({"n1.eu.corp", "n2.us.corp"}) == Names{"n1.eu", "n2.us"});
  CHECK(text::compact_names({"n1.corp", "corp"}) == Names{"n1.corp", "corp"});
  CHECK(text::compact_names({"a.b.c"}) == Names{"a"});
  CHECK(text::compact_names({"a", "b"}) == Names{"a", "b"});
  CHECK(text::compact_names({"xa", "a"}) == Names{"xa", "a"});
  CHECK(text::compact_names({}).empty());
}

TEST_CASE("headers and pairs") {
  using Pair = std::pair<std::string, std::string>;
  CHECK(text::parse_header("Key: a:b ").value() == Pair("Key", "a:b"));
  CHECK(text::parse_header("K:").value() == Pair("K", ""));
  CHECK(text::parse_header("x").error().message() == "invalid header \"x\"");
  CHECK(!text::parse_header(" : v"));
  CHECK(text::parse_pair("a=b:c").value() == Pair("a", "b:c"));
  CHECK(text::parse_pair("a:b=c").value() == Pair("a", "b=c"));
  CHECK(text::parse_pair("a:").value() == Pair("a", ""));
  CHECK(!text::parse_pair("a"));
  CHECK(!text::parse_pair("=b"));
}

TEST_CASE("quoting as Go does") {
  CHECK(text::go_quote("foo.>") == R"("foo.>")");
  CHECK(text::go_quote("a\"b\\c\n\t\x01\x7f") == R"("a\"b\\c\n\t\x01\x7f")");
  CHECK(text::go_quote("h\u00e9 \u200b \u00a0 \U0001F600") ==
        "\"h\u00e9 \\u200b \\u00a0 \U0001F600\"");
  CHECK(text::go_quote("\xff\xc3") == R"("\xff\xc3")");
  CHECK(text::go_quote("\U000E0001") == R"("\U000e0001")");
  CHECK(text::is_showable("h\u00e9llo", false));
  CHECK(text::is_showable("a\n\tb", true));
  CHECK(!text::is_showable("a\nb", false));
  CHECK(!text::is_showable("\x1b[31m", true));
  CHECK(!text::is_showable("\u0085", true));
  CHECK(!text::is_showable("\xff", true));
}

TEST_CASE("title case") {
  CHECK(text::title_case("3 days ago") == "3 Days Ago");
  CHECK(text::title_case("in 1 YEAR") == "In 1 Year");
  CHECK(text::title_case("it's \u00e9t\u00e9-time") == "It's \u00c9t\u00e9-Time");
  CHECK(text::title_case("").empty());
}
