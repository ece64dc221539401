#include <doctest/doctest.h>

#include <string>

#include "core/engine/protocol/connect_options.h"
#include "core/engine/protocol/error_text.h"
#include "core/engine/protocol/headers.h"
#include "core/engine/protocol/server_info.h"
#include "core/json/doc.h"

using namespace natsop;
using namespace natsop::engine;

TEST_CASE("CONNECT has the defaults of nats-server") {
  const auto bare = ConnectOptions::parse("{}");
  REQUIRE(bare);
  CHECK(bare->verbose);
  CHECK(bare->pedantic);
  CHECK(bare->echo);
  CHECK(!bare->headers);
  CHECK(!bare->no_responders);
  CHECK(bare->protocol == 0);
}

TEST_CASE("CONNECT of a client library") {
  const auto options = ConnectOptions::parse(
      R"({"verbose":false,"pedantic":false,"echo":false,"user":"u","pass":"p","auth_token":"t",)"
      R"("name":"n","lang":"go","version":"1.2","protocol":1,"headers":true,"no_responders":true,)"
      R"("sig":"s","jwt":"j","nkey":"k","tls_required":true,"account":"A","new_account":true,)"
      R"("import":{"a":[1]},"unknown":null})");
  REQUIRE(options);
  CHECK(!options->verbose);
  CHECK(!options->echo);
  CHECK(options->user == "u");
  CHECK(options->pass == "p");
  CHECK(options->auth_token == "t");
  CHECK(options->name == "n");
  CHECK(options->lang == "go");
  CHECK(options->version == "1.2");
  CHECK(options->protocol == 1);
  CHECK(options->headers);
  CHECK(options->no_responders);
  CHECK(options->sig == "s");
  CHECK(options->jwt == "j");
  CHECK(options->nkey == "k");
  CHECK(options->tls_required);
  CHECK(options->account == "A");
  CHECK(options->new_account);
}

TEST_CASE("CONNECT takes keys in any case and null as absent, as Go does") {
  const auto options = ConnectOptions::parse(R"({"User":"u","ECHO":false,"verbose":null})");
  REQUIRE(options);
  CHECK(options->user == "u");
  CHECK(!options->echo);
  CHECK(options->verbose);
}

TEST_CASE("CONNECT of wrong types and no JSON") {
  CHECK(!ConnectOptions::parse(""));
  CHECK(!ConnectOptions::parse("[]"));
  CHECK(!ConnectOptions::parse("{\"user\":1}"));
  CHECK(!ConnectOptions::parse("{\"verbose\":\"yes\"}"));
  CHECK(!ConnectOptions::parse("{\"protocol\":\"1\"}"));
  CHECK(ConnectOptions::parse("{\"protocol\":99999999999}")->protocol == 1000);
}

TEST_CASE("INFO has what clients count on, and leaves out the rest") {
  ServerInfo server;
  server.server_id = "NID";
  server.server_name = "n1";
  server.host = "0.0.0.0";
  server.port = 4222;
  CHECK(info_line(server, {.client_id = 7, .client_ip = "127.0.0.1"}) ==
        "INFO {\"server_id\":\"NID\",\"server_name\":\"n1\",\"version\":\"2.10.29\",\"proto\":1,"
        "\"go\":\"\",\"host\":\"0.0.0.0\",\"port\":4222,\"headers\":true,\"max_payload\":1048576,"
        "\"client_id\":7,\"client_ip\":\"127.0.0.1\"} \r\n");
}

TEST_CASE("INFO with everything") {
  ServerInfo server;
  server.auth_required = true;
  server.tls_required = true;
  server.tls_verify = true;
  server.jetstream = true;
  server.cluster = "c";
  server.domain = "d";
  server.xkey = "X";
  server.connect_urls = {"a:1", "b:2"};
  server.ws_connect_urls = {"c:3"};
  server.lame_duck = true;
  const std::string line = info_line(server, {.client_id = 1,
                                              .nonce = "abc",
                                              .max_payload = 100,
                                              .connect_info = true,
                                              .remote_account = "A",
                                              .system_account = true});
  const auto doc = json::Doc::parse(std::string_view(line).substr(5));
  REQUIRE(doc);
  CHECK(doc->boolean_at("/auth_required"));
  CHECK(doc->boolean_at("/tls_required"));
  CHECK(doc->boolean_at("/tls_verify"));
  CHECK(doc->boolean_at("/ldm"));
  CHECK(doc->text_at("/nonce") == "abc");
  CHECK(doc->integer_at("/max_payload") == 100);
  CHECK(doc->boolean_at("/connect_info"));
  CHECK(doc->text_at("/remote_account") == "A");
  CHECK(doc->boolean_at("/acc_is_sys"));
  CHECK(doc->at("/connect_urls").texts() == std::vector<std::string>{"a:1", "b:2"});
  CHECK(doc->text_at("/xkey") == "X");
  CHECK(info_line(server, {.websocket = true}).find("tls_required") == std::string::npos);
}

TEST_CASE("violations quote subjects as Go does") {
  CHECK(error_text::publish_violation("a\"b") == "Permissions Violation for Publish to \"a\\\"b\"");
  CHECK(error_text::subscription_violation("a", "") ==
        "Permissions Violation for Subscription to \"a\"");
  CHECK(error_text::subscription_violation("a", "q") ==
        "Permissions Violation for Subscription to \"a\" using queue \"q\"");
  CHECK(error_text::too_many_tokens("a.b") ==
        "Permissions Violation for Subscription to \"a.b\", too many tokens");
  CHECK(error_text::subscription_ended("a", "q", "7") ==
        "Permissions Violation for Subscription to \"a\" using queue \"q\" (sid \"7\")");
  CHECK(error_text::reply_violation("_R_.x") ==
        "Permissions Violation for Publish with Reply of \"_R_.x\"");
}

TEST_CASE("header blocks") {
  const std::string block = "NATS/1.0\r\nA: 1\r\nAB:  two \r\nA: 3\r\n\r\n";
  CHECK(headers::get(block, "A") == "1");
  CHECK(headers::get(block, "AB") == "two");
  CHECK(!headers::get(block, "a"));
  CHECK(!headers::get(block, "B"));
  CHECK(!headers::get(block, ""));
  CHECK(!headers::get("", "A"));
  CHECK(headers::without(block, "A") == "NATS/1.0\r\nAB:  two \r\n\r\n");
  CHECK(headers::without("NATS/1.0\r\nA: 1\r\n\r\n", "A").empty());
  CHECK(headers::without("NATS/1.0 503\r\nA: 1\r\n\r\n", "A") == "NATS/1.0 503\r\n\r\n");
  CHECK(headers::with("", "K", "v") == "NATS/1.0\r\nK: v\r\n\r\n");
  CHECK(headers::with(block, "A", "9") == "NATS/1.0\r\nAB:  two \r\nA: 9\r\n\r\n");
  CHECK(headers::with(block, "a", "9") == "NATS/1.0\r\nA: 1\r\nAB:  two \r\nA: 3\r\na: 9\r\n\r\n");
}

TEST_CASE("header blocks, in any case of letters") {
  const std::string block = "NATS/1.0 100 Idle\r\nA: 1\r\nB:\t2\r\na: 3\r\n\r\n";
  CHECK(headers::get(block, "a", headers::Case::Any) == "1");
  CHECK(headers::get(block, "b", headers::Case::Any) == "2");
  CHECK_FALSE(headers::get(block, "C", headers::Case::Any));
  CHECK_FALSE(headers::get("", "C", headers::Case::Any));
  std::string out = "before ";
  headers::append_with(block, "A", "new", out, headers::Case::Any);
  CHECK(out == "before NATS/1.0 100 Idle\r\nB:\t2\r\nA: new\r\n\r\n");
  out.clear();
  headers::append_with("", "A", "new", out, headers::Case::Any);
  CHECK(out == "NATS/1.0\r\nA: new\r\n\r\n");
}
