#include "core/engine/accounts/client_info.h"

#include <doctest/doctest.h>

namespace natsop::engine {

TEST_CASE("what is empty is left out") {
  ClientInfo info;
  CHECK(info.to_json().dump() == "{}");
  info.account = "A";
  info.rtt = std::chrono::microseconds(5);
  CHECK(info.to_json().dump() == R"({"acc":"A","rtt":5000})");
}

TEST_CASE("what was written is read again") {
  ClientInfo info;
  info.start = Time(std::chrono::seconds(1795258800));
  info.stop = Time(std::chrono::milliseconds(1795258800250));
  info.host = "::1";
  info.id = 7;
  info.account = "A";
  info.service = "S";
  info.user = "u";
  info.name = "n";
  info.lang = "go";
  info.version = "1";
  info.rtt = std::chrono::nanoseconds(3);
  info.server = "srv";
  info.cluster = "c";
  info.alternates = {"x", "y"};
  info.jwt = "j";
  info.issuer_key = "k";
  info.name_tag = "t";
  info.tags = {"a:b"};
  info.kind = "Client";
  info.client_type = "nats";
  info.client_id = "m";
  info.nonce = "o";
  const auto read = ClientInfo::parse(info.to_json().dump());
  REQUIRE(read);
  CHECK(*read == info);
  CHECK(info.to_json().text_at("/start") == "2026-11-21T11:00:00Z");
}

TEST_CASE("what is no such object is refused, and unknown members are not") {
  CHECK_FALSE(ClientInfo::parse("{"));
  CHECK_FALSE(ClientInfo::parse("[]"));
  CHECK_FALSE(ClientInfo::parse(R"({"acc":5})"));
  CHECK_FALSE(ClientInfo::parse(R"({"start":"yesterday"})"));
  const auto read = ClientInfo::parse(R"({"acc":"A","new":1})");
  REQUIRE(read);
  CHECK(read->account == "A");
}

}  // namespace natsop::engine
