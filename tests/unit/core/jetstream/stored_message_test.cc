#include "core/jetstream/stored_message.h"

#include <doctest/doctest.h>

#include "tests/unit/core/jetstream/fixture.h"

namespace natsop::jetstream {

TEST_CASE("a stored message survives a round trip") {
  const std::string text =
      R"({"subject":"a.b","seq":3,"hdrs":"TkFUUy8xLjANCkE6IDENCg0K","data":"aGVsbG8=",)"
      R"("time":"2026-11-21T09:44:40.478492165Z","new":1})";
  const auto message = StoredMessage::from_doc(parse_or_fail(text));
  REQUIRE(message);
  CHECK(message->data == "hello");
  CHECK(message->headers()->get("A") == "1");
  CHECK(message->to_doc().dump() == text);
  CHECK_FALSE(StoredMessage::from_doc(parse_or_fail(R"({"data":"%%%%"})")));
  CHECK_FALSE(StoredMessage::from_doc(parse_or_fail(R"({"time":"soon"})")));
}

TEST_CASE("a direct get's answer becomes a stored message") {
  Message in;
  in.data = "x";
  in.headers = Headers{{"Nats-Stream", "S"},
                       {"Nats-Subject", "a.b"},
                       {"Nats-Sequence", "5"},
                       {"Nats-Time-Stamp", "2026-11-21T09:44:40Z"},
                       {"Mine", "1"}};
  const auto message = StoredMessage::from_direct_get(in);
  REQUIRE(message);
  CHECK(message->subject == "a.b");
  CHECK(message->seq == 5);
  CHECK(message->hdrs == "NATS/1.0\r\nMine: 1\r\n\r\n");
  in.headers.set("Nats-Sequence", "5x");
  CHECK_FALSE(StoredMessage::from_direct_get(in));
  in.status = 404;
  in.description = "Message Not Found";
  const auto missing = StoredMessage::from_direct_get(in);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code() == Code::NotFound);
  CHECK(missing.error().message() == "message not found (status 404)");
}

TEST_CASE("a status tells what kind of failure it is") {
  CHECK(status_error(408, "Request Timeout").code() == Code::Timeout);
  CHECK(status_error(408, "Bad Request").code() == Code::Invalid);
  CHECK(status_error(409, "Consumer Deleted").code() == Code::Conflict);
  CHECK(status_error(503, "").message() == kNoResponders);
  CHECK(status_error(599, "").code() == Code::Failed);
  CHECK(status_error(409, "Exceeded MaxWaiting").message() == "exceeded MaxWaiting (status 409)");
}

}  // namespace natsop::jetstream
