#include "core/engine/monitor/query.h"

#include <doctest/doctest.h>

#include "core/engine/monitor/connz.h"
#include "core/engine/monitor/healthz.h"

using natsop::engine::ConnzOptions;
using natsop::engine::HealthzOptions;
using natsop::engine::Query;

TEST_CASE("a query is decoded, and its first value counts") {
  const Query query("subs=1&filter_subject=a.%3E&name=x+y&empty&name=z&&odd=%zz%4");
  CHECK(query.text("filter_subject") == "a.>");
  CHECK(query.text("name") == "x y");
  CHECK(query.text("empty").empty());
  CHECK(query.text("absent").empty());
  CHECK(query.text("odd") == "%zz%4");
  CHECK(query.boolean("subs").value());
  CHECK_FALSE(query.boolean("absent").value());
  CHECK(query.integer("absent").value() == 0);
}

TEST_CASE("what does not parse is refused in nats-server's words") {
  const Query query("auth=zzz&limit=x&cid=-1&offset=99999999999999999999&plus=+3&neg=-4");
  CHECK(query.boolean("auth").error().message() ==
        "Error decoding boolean for 'auth': strconv.ParseBool: parsing \"zzz\": invalid syntax");
  CHECK(query.integer("limit").error().message() ==
        "Error decoding int for 'limit': strconv.Atoi: parsing \"x\": invalid syntax");
  CHECK(query.unsigned_integer("cid").error().message() ==
        "Error decoding uint64 for 'cid': strconv.ParseUint: parsing \"-1\": invalid syntax");
  CHECK(query.integer("offset").error().message().ends_with("value out of range"));
  CHECK(query.integer("neg").value() == -4);
}

TEST_CASE("connz reads its options from a query and from a request") {
  const auto asked = ConnzOptions::parse(
      Query("sort=subs&auth=true&subs=detail&offset=2&limit=3&cid=9&state=any&user=u&acc=A"
            "&filter_subject=x.*"));
  REQUIRE(asked);
  CHECK(asked->sort == "subs");
  CHECK(asked->auth);
  CHECK(asked->subscriptions_detail);
  CHECK(asked->offset == 2);
  CHECK(asked->limit == 3);
  CHECK(asked->cid == 9);
  CHECK(asked->state == ConnzOptions::State::Any);
  CHECK(asked->filter_subject == "x.*");
  CHECK(ConnzOptions::parse(Query("state=0")).error().message() == "Error decoding state for 0");

  const auto body = natsop::json::Doc::parse(R"({"state":1,"sort":"stop","unknown":{},"acc":"A"})");
  const auto requested = ConnzOptions::parse(body.value());
  REQUIRE(requested);
  CHECK(requested->state == ConnzOptions::State::Closed);
  CHECK(requested->account == "A");
  CHECK_FALSE(ConnzOptions::parse(natsop::json::Doc::parse(R"({"limit":"x"})").value()));
}

TEST_CASE("healthz refuses what makes no sense") {
  using natsop::engine::healthz;
  const auto of = [](std::string_view text) {
    return healthz(HealthzOptions::parse(Query(text)).value(), {});
  };
  CHECK(of("js-enabled-only=true").document.dump() == R"({"status":"ok"})");
  CHECK(of("account=A&stream=S").status == 200);
  CHECK(of("stream=x").status == 400);
  CHECK(of("stream=x").document.text_at("/error") ==
        R"("account" must not be empty when checking stream health)");
  CHECK(of("consumer=x&details=1").document.text_at("/errors/0/error") ==
        R"("stream" must not be empty when checking consumer health)");
  CHECK_FALSE(HealthzOptions::parse(Query("js-enabled-only=foo")));
}

TEST_CASE("healthz of a server that takes no clients") {
  using natsop::engine::healthz;
  const auto of = [](std::string_view text) {
    return healthz(HealthzOptions::parse(Query(text)).value(), "server");
  };
  CHECK(of("").status == 500);
  CHECK(of("js-server-only=1").document.dump() ==
        R"({"status":"error","error":"failed to be ready for connections after 1ms: server"})");
  CHECK(of("details=1").document.at("/errors/0").dump() ==
        R"({"type":"CONNECTION","error":"failed to be ready for connections after 1ms: server"})");
  CHECK(of("stream=x").status == 400);
}
