#include <doctest/doctest.h>

#include "core/text/distance.h"
#include "core/text/width.h"
#include "core/text/wrap.h"

using namespace natsop::text;

TEST_CASE("width counts columns") {
  CHECK(width("") == 0);
  CHECK(width("abc\n") == 3);
  CHECK(width("żółw") == 4);
  CHECK(width("日本") == 4);
  CHECK(width("e\u0301") == 1);
  CHECK(width("\xff\xfe") == 2);
  CHECK(code_point_length("日本") == 3);
  CHECK(code_point_length("\xe6") == 1);
  CHECK(is_utf8("日本"));
  CHECK(!is_utf8("a\xe6"));
}

TEST_CASE("wrap breaks at spaces") {
  CHECK(wrap("", 10).empty());
  CHECK(wrap("  \n ", 10).empty());
  CHECK(wrap("one two  three\nfour", 8) == std::vector<std::string>{"one two", "three", "four"});
  CHECK(wrap("日本 日本", 9) == std::vector<std::string>{"日本 日本"});
  CHECK(wrap("unbreakable a", 4) == std::vector<std::string>{"unbreakable", "a"});
}

TEST_CASE("nearest is what was probably meant") {
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("strem", "stream") == 1);
  CHECK(edit_distance("inof", "info") == 1);
  const std::vector<std::string> names{"stream", "consumer", "context", "server", "sub"};
  CHECK(nearest("strem", names) == "stream");
  CHECK(nearest("cons", names) == "consumer");
  CHECK(nearest("con", names) == std::nullopt);
  CHECK(nearest("", names) == std::nullopt);
  CHECK(nearest("zzzzzz", names) == std::nullopt);
  CHECK(nearest(std::string(100'000, 's'), names) == std::nullopt);
}
