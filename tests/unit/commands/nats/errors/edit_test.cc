#include <doctest/doctest.h>

#include "core/base/files.h"
#include "tests/support/fake_world.h"

namespace natsop::test {
namespace {

constexpr const char* kCatalogue =
    R"([{"constant":"AErr","code":400,"error_code":20001,"description":"a","since":"2.9"},)"
    R"({"constant":"BErr","code":404,"error_code":20002,"description":"b"}])";

std::string entry(int error_code, const std::string& description) {
  return R"({"constant":"XErr","code":500,"error_code":)" + std::to_string(error_code) +
         R"(,"description":")" + description + R"(","since":"2.9"})";
}

TEST_CASE("edit: an entry is changed in its place, and keeps what is unknown here") {
  FakeWorld world;
  const auto file = world.home() + "/errors.json";
  REQUIRE(write_file_atomic(file, kCatalogue));
  world.answers().answer("", entry(20001, "better"));
  const auto outcome = world.run({"nats", "errors", "edit", file, "20001"});
  CHECK(outcome.err == "");
  const auto doc = json::Doc::parse(*read_file(file));
  CHECK(doc->size() == 2);
  CHECK(doc->text_at("/0/description") == "better");
  CHECK(doc->text_at("/0/since") == "2.9");
}

TEST_CASE("edit: what is wrong is told, and nothing saved") {
  FakeWorld world;
  const auto file = world.home() + "/errors.json";
  REQUIRE(write_file_atomic(file, kCatalogue));
  world.answers()
      .answer("", "{")
      .answer("Retry edit", "y")
      .answer("", entry(20001, "of {things}"))
      .answer("Retry edit", "n");
  const auto outcome = world.run({"nats", "errors", "edit", file, "20001"});
  CHECK(outcome.status != 0);
  CHECK(outcome.err.find("placeholders should end in F") != std::string::npos);
  CHECK(outcome.err.find("aborted") != std::string::npos);
  world.answers().answer("", entry(20002, "taken"));
  const auto taken = world.run({"nats", "errors", "edit", file, "20001"});
  CHECK(taken.err.starts_with("nats: error: not saved: the code changed from 20001 to 20002\n"));
  CHECK(*read_file(file) == kCatalogue);
}

}  // namespace
}  // namespace natsop::test
