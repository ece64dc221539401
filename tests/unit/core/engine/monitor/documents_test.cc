#include <doctest/doctest.h>

#include "core/engine/monitor/accountz.h"
#include "core/engine/monitor/accstatz.h"
#include "core/engine/monitor/subsz.h"
#include "core/engine/monitor/varz.h"
#include "tests/unit/core/engine/monitor/small_server.h"

using namespace natsop::engine;
// NOLINTBEGIN(misc-unused-using-decls): clang-tidy does not see the use of literals
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
// NOLINTEND(misc-unused-using-decls)
using natsop::json::Doc;
using natsop::test::SmallServer;

TEST_CASE("varz says what the server is and does") {
  SmallServer server;
  server.options.server_tags = {"a:b"};
  server.options.server_metadata = {{"k", "v"}};
  server.options.config_digest = "sha256:x";
  server.facts.http_requests["/varz"] = 2;
  const auto peer = server.connect("a");
  peer->say("SUB foo 1\r\nPUB foo 5\r\nhello\r\n");
  server.loop.advance(61s);
  const Doc doc = varz(server.view);
  CHECK(doc.text_at("/server_id") == "NSERVER");
  CHECK(doc.text_at("/server_name") == "small");
  CHECK(doc.text_at("/version") == kAnnouncedVersion);
  CHECK(doc.boolean_at("/auth_required"));
  CHECK_FALSE(doc.has("/tls_required"));
  CHECK(doc.text_at("/uptime") == "1m1s");
  CHECK(doc.integer_at("/connections") == 1);
  CHECK(doc.integer_at("/in_msgs") == 1);
  CHECK(doc.integer_at("/out_client_bytes") == 5);
  CHECK(doc.integer_at("/mem") == 7 << 20);
  CHECK(doc.at("/http_req_stats").dump() == R"({"/varz":2})");
  CHECK(doc.at("/tags").dump() == R"(["a:b"])");
  CHECK(doc.at("/metadata").dump() == R"({"k":"v"})");
  CHECK(doc.at("/auth_timeout").dump() == "2");
  CHECK(doc.text_at("/system_account") == "SYS");
  CHECK(doc.at("/websocket").dump() == "{}");
}

TEST_CASE("varz shows TLS, WebSocket and the operator") {
  SmallServer server;
  server.options.tls.emplace().verify = true;
  server.options.tls->timeout = 500ms;
  server.options.websocket.port = -1;
  server.options.websocket.no_tls = true;
  server.facts.websocket_port = 9222;
  server.options.operators.jwts = {"h.eyJzdWIiOiJPIn0.s"};
  const Doc doc = varz(server.view);
  CHECK(doc.boolean_at("/tls_required"));
  CHECK(doc.boolean_at("/tls_verify"));
  CHECK(doc.at("/tls_timeout").dump() == "0.5");
  CHECK(doc.at("/auth_timeout").dump() == "1.5");
  CHECK(doc.integer_at("/websocket/port") == 9222);
  CHECK(doc.boolean_at("/websocket/no_tls"));
  CHECK(doc.text_at("/trusted_operators_claim/0/sub") == "O");
}

TEST_CASE("subsz counts and lists") {
  SmallServer server;
  const auto a = server.connect("a");
  const auto b = server.connect("b");
  a->say("SUB foo q 1\r\nSUB foo.* 2\r\n");
  b->say("SUB > 1\r\n");
  server.loop.settle();
  const auto of = [&](std::string_view query) {
    return subsz(server.view, SubszOptions::parse(Query(query)).value());
  };
  const Doc plain = of("").value();
  CHECK(plain.integer_at("/num_subscriptions") == 3);
  CHECK(plain.integer_at("/total") == 0);
  CHECK_FALSE(plain.has("/subscriptions_list"));
  const Doc listed = of("subs=1").value();
  CHECK(listed.integer_at("/total") == 3);
  CHECK(
      listed.at("/subscriptions_list/0").dump() ==
      R"({"account":"A","account_tag":"A","subject":"foo","qgroup":"q","sid":"1","msgs":0,"cid":1})");
  CHECK(of("subs=1&acc=B").value().integer_at("/total") == 1);
  CHECK(of("subs=1&test=foo.x").value().integer_at("/total") == 2);
  CHECK(of("subs=1&limit=1&offset=2").value().text_at("/subscriptions_list/0/subject") == ">");
  CHECK(of("test=foo.*").error().message() ==
        "invalid test subject, must be valid publish subject: foo.*");
}

TEST_CASE("accountz lists accounts, and everything about one") {
  SmallServer server;
  AccountRules exporter;
  exporter.exports = {{.service = true, .subject = "q.>", .response = ResponseType::Stream},
                      {.subject = "s.>", .accounts = std::vector<std::string>{"B"}}};
  exporter.mappings = {{.source = "x", .destinations = {{.subject = "y", .weight = 100}}}};
  AccountRules importer;
  importer.imports = {{.service = true, .account = "A", .subject = "q.x", .to = "qq"},
                      {.account = "A", .subject = "s.>", .prefix = "p"},
                      {.account = "A", .subject = "none"}};
  server.accounts.apply({{"A", exporter}, {"B", importer}});
  const auto b = server.connect("b");
  CHECK(accountz(server.view, "").value().at("/accounts").dump() == R"(["$G","A","B","SYS"])");
  CHECK(accountz(server.view, "x").error().message() == "Account x does not exist");
  const Doc a = accountz(server.view, "A").value().at("/account_detail");
  CHECK(a.at("/mappings").dump() == R"({"x":[{"subject":"y","weight":100}]})");
  CHECK(a.at("/exports").dump() ==
        R"([{"subject":"q.>","type":"service","response_type":"Streamed"},)"
        R"({"subject":"s.>","type":"stream","approved_accounts":["B"]}])");
  const Doc doc = accountz(server.view, "B").value().at("/account_detail");
  CHECK(doc.integer_at("/client_connections") == 1);
  CHECK_FALSE(doc.boolean_at("/complete", true));
  CHECK(doc.at("/imports/0").dump() ==
        R"({"subject":"q.x","account":"A","to":"qq","local_subject":"qq","type":"service",)"
        R"("invalid":false,"share":false,"tracking":false})");
  CHECK(doc.text_at("/imports/1/local_subject") == "p.s.>");
  CHECK(doc.boolean_at("/imports/2/invalid"));
  CHECK(accountz(server.view, "SYS").value().boolean_at("/account_detail/is_system"));
}

TEST_CASE("accstatz shows who has connections, or who was asked for") {
  SmallServer server;
  const auto a = server.connect("a");
  a->say("SUB x 1\r\nPUB x 5\r\nhello\r\n");
  server.loop.settle();
  const auto names = [&](std::string_view query) {
    std::string out;
    const Doc doc = accstatz(server.view, AccstatzOptions::parse(Query(query)).value());
    for (const Doc& row : doc.at("/account_statz").elements()) out += row.text_at("/acc") + " ";
    return out;
  };
  CHECK(names("") == "A ");
  CHECK(names("unused=1") == "$G A B SYS ");
  CHECK(names("unused=1&accs=B,nope") == "B ");
  const Doc row = accstatz(server.view, {}).at("/account_statz/0");
  CHECK(row.integer_at("/conns") == 1);
  CHECK(row.integer_at("/num_subscriptions") == 1);
  CHECK(row.at("/received/msgs").integer() == 1);
  CHECK(row.at("/sent/bytes").integer() == 5);
}

TEST_CASE("statsz has what a list of servers shows") {
  SmallServer server;
  const auto a = server.connect("a");
  server.figures.slow_consumers = 3;
  const Doc doc = statsz(server.view);
  CHECK(doc.integer_at("/connections") == 1);
  CHECK(doc.integer_at("/active_accounts") == 1);
  CHECK(doc.integer_at("/slow_consumer_stats/clients") == 3);
  CHECK(doc.text_at("/start") == "2026-11-21T11:00:00Z");
}
