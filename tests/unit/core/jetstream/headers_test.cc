#include "core/jetstream/headers.h"

#include <doctest/doctest.h>

namespace natsop::jetstream {

TEST_CASE("headers keep order, case and many values") {
  Headers headers{{"B", "1"}, {"a", "2"}, {"B", "3"}};
  CHECK(headers.fields().size() == 2);
  CHECK(headers.get("B") == "1");
  CHECK(headers.values("B") == std::vector<std::string>{"1", "3"});
  CHECK_FALSE(headers.find("b"));
  CHECK(headers.get("b").empty());
  headers.set("B", "9");
  CHECK(headers.values("B") == std::vector<std::string>{"9"});
  headers.erase("B");
  CHECK_FALSE(headers.has("B"));
  CHECK(headers.fields().front().first == "a");
}

TEST_CASE("a header block survives both ways") {
  const std::string text = "NATS/1.0\r\nNats-Msg-Id: 1\r\nX: a\r\nX: b\r\n\r\n";
  const auto block = parse_header_block(text);
  REQUIRE(block);
  CHECK(block->status == 0);
  CHECK(block->headers.get("Nats-Msg-Id") == "1");
  CHECK(block->headers.values("X").size() == 2);
  CHECK(format_header_block(*block) == text);
  CHECK(format_header_block({}).empty());
}

TEST_CASE("a header block may carry a status") {
  const auto block = parse_header_block("NATS/1.0 404 Message Not Found\r\n\r\n");
  REQUIRE(block);
  CHECK(block->status == 404);
  CHECK(block->description == "Message Not Found");
  CHECK(format_header_block(*block) == "NATS/1.0 404 Message Not Found\r\n\r\n");
  CHECK(parse_header_block("NATS/1.0 503\r\n\r\n")->status == 503);
}

TEST_CASE("rubbish is no header block") {
  for (const char* text : {"", "HTTP/1.1 200", "NATS/1.0 x", "NATS/1.0 40x",
                           "NATS/1.0\r\nno colon\r\n", "NATS/1.0\r\n: v"}) {
    CAPTURE(text);
    const auto block = parse_header_block(text);
    REQUIRE_FALSE(block);
    CHECK(block.error().code() == Code::Invalid);
  }
}

}  // namespace natsop::jetstream
