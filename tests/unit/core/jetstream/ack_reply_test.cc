#include "core/jetstream/ack_reply.h"

#include <doctest/doctest.h>

namespace natsop::jetstream {

TEST_CASE("both forms of the reply subject") {
  const std::string old_form = "$JS.ACK.S.C.2.30.4.1700000000000000001.9";
  const auto old_reply = AckReply::parse(old_form);
  REQUIRE(old_reply);
  CHECK(old_reply->stream == "S");
  CHECK(old_reply->consumer == "C");
  CHECK(old_reply->delivered == 2);
  CHECK(old_reply->stream_seq == 30);
  CHECK(old_reply->consumer_seq == 4);
  CHECK(format_timestamp(old_reply->time) == "2023-11-14T22:13:20.000000001Z");
  CHECK(old_reply->pending == 9);
  CHECK(old_reply->subject() == old_form);

  const std::string new_form = "$JS.ACK.hub.AbCd1234.S.C.1.2.3.1700000000000000001.0";
  const auto new_reply = AckReply::parse(new_form);
  REQUIRE(new_reply);
  CHECK(new_reply->domain == "hub");
  CHECK(new_reply->stream == "S");
  CHECK(new_reply->subject() == new_form);

  const auto no_domain = AckReply::parse("$JS.ACK._.AbCd1234.S.C.1.2.3.4.0.random");
  REQUIRE(no_domain);
  CHECK(no_domain->domain.empty());
  CHECK(no_domain->subject() == "$JS.ACK._.AbCd1234.S.C.1.2.3.4.0");
}

TEST_CASE("other subjects are refused") {
  for (const char* subject :
       {"", "$JS.ACK.", "orders.new", "$JS.ACK.S.C.1.2.3.4", "$JS.ACK.S.C.1.2.3.4.x",
        "$JS.ACK.S.C.1.2.3.4.5.6", "$JS.ACK.S.C.-1.2.3.4.5", "$JS.ACK..C.1.2.3.4.5",
        "$JS.ACK.S.C.1.2.3.99999999999999999999.5", "$JS.ACK.S.C.1..3.4.5"}) {
    CAPTURE(subject);
    const auto reply = AckReply::parse(subject);
    REQUIRE_FALSE(reply);
    CHECK(reply.error().code() == Code::Invalid);
  }
  CHECK_FALSE(is_ack_reply("$JS.API.INFO"));
}

}  // namespace natsop::jetstream
