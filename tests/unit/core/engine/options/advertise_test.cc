#include "core/engine/options/advertise.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace natsop::engine {
namespace {

std::string read(std::string_view text) {
  const auto told = parse_advertised(text, 4222);
  return told ? fmt::format("{} {}", told->host, told->port) : told.error().message();
}

TEST_CASE("a host with or without a port") {
  CHECK(read("a.example:7") == "a.example 7");
  CHECK(read("a.example") == "a.example 4222");
  CHECK(read("a.example:0") == "a.example 4222");
  CHECK(read("a.example:-1") == "a.example 4222");
  CHECK(read(" a : 8 ") == "a 8");
  CHECK(read("[::1]:9") == "::1 9");
  CHECK(read("[fd00::2]") == "fd00::2 4222");
}

TEST_CASE("what is no address") {
  for (const auto* text : {"", ":5", "a:b", "a:", "a:1:2", "::1", "[::1", "[::1]x", "[]:1", "a b:1",
                           "a:65536", "a:-2"}) {
    CAPTURE(text);
    CHECK(read(text) == fmt::format("\"{}\" is no host:port", text));
  }
}

}  // namespace
}  // namespace natsop::engine
