#include "core/json/doc.h"

#include <doctest/doctest.h>

#include "core/json/reader.h"

using natsop::json::Doc;
using natsop::json::Reader;

TEST_CASE("a document keeps order and copies on write") {
  Doc doc = Doc::object({{"z", 1}, {"a", Doc::array({Doc("x>y"), Doc(true)})}});
  CHECK(doc.dump() == R"({"z":1,"a":["x>y",true]})");
  CHECK(doc.dump_go() == R"({"z":1,"a":["x\u003ey",true]})");
  CHECK(doc.sorted().dump() == R"({"a":["x>y",true],"z":1})");

  Doc copy = doc;
  const Doc child = doc.at("/a");
  copy.set("/deep/er", "v").set("/a/1", nullptr);
  CHECK(copy.dump() == R"({"z":1,"a":["x>y",null],"deep":{"er":"v"}})");
  CHECK(doc.dump() == R"({"z":1,"a":["x>y",true]})");
  CHECK(child.dump() == R"(["x>y",true])");
  copy.erase("/a/0").erase("/deep").erase("/none/such");
  CHECK(copy.dump() == R"({"z":1,"a":[null]})");
}

TEST_CASE("integers keep 64 bits") {
  const auto doc =
      Doc::parse(R"({"u":18446744073709551615,"i":-9223372036854775808,"w":3.0,"f":3.5})");
  REQUIRE(doc);
  CHECK(doc->unsigned_at("/u") == 18446744073709551615ULL);
  CHECK(doc->integer_at("/i") == INT64_MIN);
  CHECK(doc->integer_at("/w") == 3);
  CHECK(doc->integer_at("/f", 7) == 7);
}

TEST_CASE("rubbish is refused with its place") {
  const auto broken = Doc::parse("{\n \"a\": }");
  REQUIRE(!broken);
  CHECK(broken.error().message().starts_with("invalid JSON at line 2, column 7: "));
  CHECK(!Doc::parse(std::string(100000, '[')));
  CHECK(!Doc::parse("\"\xff\""));
  CHECK(!Doc::parse(""));
}

TEST_CASE("a reader names the path and keeps what it does not know") {
  const auto doc = Doc::parse(R"({"name":"S","max_age":"1z","extra":{"k":1},"n":2})");
  REQUIRE(doc);
  Reader reader(*doc, "stream.config");
  std::string name;
  int n = 0;
  reader.read("name", name);
  reader.read("n", n);
  CHECK(reader.done());
  CHECK(name == "S");
  CHECK(n == 2);
  CHECK(reader.unknown().dump() == R"({"max_age":"1z","extra":{"k":1}})");
  std::int64_t age = 0;
  reader.read("max_age", age);
  REQUIRE(!reader.done());
  CHECK(reader.done().error().message() ==
        "stream.config.max_age: expected an integer, got \"1z\"");
}
