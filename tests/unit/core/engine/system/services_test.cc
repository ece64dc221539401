#include <doctest/doctest.h>
#include <fmt/format.h>

#include "core/engine/system/account_services.h"
#include "core/engine/system/server_events.h"
#include "core/engine/system/server_services.h"
#include "core/json/doc.h"
#include "tests/unit/core/engine/monitor/small_server.h"

using namespace natsop::engine;
// NOLINTBEGIN(misc-unused-using-decls): clang-tidy does not see the use of literals
using std::chrono_literals::operator""h;
using std::chrono_literals::operator""s;
// NOLINTEND(misc-unused-using-decls)
using natsop::Code;
using natsop::Error;
using natsop::Result;
using natsop::json::Doc;
using natsop::test::FarEnd;
using natsop::test::SmallServer;

namespace {

class FakeControl final : public ServerControl {
 public:
  int reloads = 0;
  std::string fault;

  [[nodiscard]] Result<void> reload() override {
    ++reloads;
    if (!fault.empty()) return Error(Code::Invalid, fault);
    return {};
  }
};

/// A small server with all its services, and someone in its system account.
struct Serving {
  Serving() { server.environment.events = &events; }
  ~Serving() { server.environment.events = nullptr; }

  [[nodiscard]] Doc ask(std::string_view subject, std::string_view body = {}) {
    return Doc::parse(server.ask(*sys, subject, body)).value_or(Doc());
  }
  /// The same for a user of account A.
  [[nodiscard]] Doc ask_as_a(std::string_view subject, std::string_view body = {}) {
    return Doc::parse(server.ask(*a, subject, body)).value_or(Doc());
  }

  SmallServer server;
  ServerStamp stamp{server.view};
  SystemSink sink{*server.accounts.system(), server.loop};
  Responder responder{server.view, stamp, sink};
  ServerEvents events{server.view, stamp, sink};
  FakeControl control;
  ServerServices services{responder, control};
  AccountServices account_services{responder, events};
  std::shared_ptr<FarEnd> sys = server.connect("sys");
  std::shared_ptr<FarEnd> a = server.connect("a", "app");
};

}  // namespace

TEST_CASE("every server answers a ping with its figures") {
  Serving here;
  const Doc doc = here.ask("$SYS.REQ.SERVER.PING");
  CHECK(doc.text_at("/server/name") == "small");
  CHECK(doc.text_at("/server/id") == "NSERVER");
  CHECK(doc.text_at("/server/host") == "0.0.0.0");
  CHECK(doc.text_at("/server/ver") == kAnnouncedVersion);
  CHECK_FALSE(doc.boolean_at("/server/jetstream", true));
  CHECK(doc.integer_at("/statsz/connections") == 2);
  const Doc again = here.ask("$SYS.REQ.SERVER.PING.STATSZ");
  CHECK(again.integer_at("/server/seq") == doc.integer_at("/server/seq") + 1);
}

TEST_CASE("documents, of all servers or of this one") {
  Serving here;
  for (const std::string_view name : {"VARZ", "SUBSZ", "CONNZ", "ROUTEZ", "GATEWAYZ", "LEAFZ",
                                      "ACCOUNTZ", "JSZ", "HEALTHZ", "IPQUEUESZ", "RAFTZ"}) {
    CAPTURE(name);
    CHECK(here.ask(fmt::format("$SYS.REQ.SERVER.PING.{}", name)).at("/data").is_object());
    const Doc doc = here.ask(fmt::format("$SYS.REQ.SERVER.NSERVER.{}", name));
    CHECK(doc.at("/data").is_object());
    CHECK_FALSE(doc.has("/error"));
  }
  CHECK(here.ask("$SYS.REQ.SERVER.PING.IDZ").dump() ==
        R"({"name":"small","host":"0.0.0.0","id":"NSERVER"})");
  CHECK(here.ask("$SYS.REQ.SERVER.PING.HEALTHZ").integer_at("/data/status_code") == 200);
  CHECK(here.ask("$SYS.REQ.SERVER.PING.JSZ", R"({"leader_only":true})").is_null());
  CHECK(here.ask("$SYS.REQ.SERVER.PING.PROFILEZ").integer_at("/error/code") == 501);
  CHECK(here.ask("$SYS.REQ.SERVER.PING.CONNZ", R"({"auth":true,"acc":"A"})")
            .text_at("/data/connections/0/authorized_user") == "a");
  CHECK(here.ask("$SYS.REQ.SERVER.PING.NOPE").is_null());
}

TEST_CASE("errors have a code: 400 for what cannot be read, 500 for what cannot be done") {
  Serving here;
  CHECK(here.ask("$SYS.REQ.SERVER.PING", "nope").integer_at("/error/code") == 400);
  CHECK(here.ask("$SYS.REQ.SERVER.PING.VARZ", "[]").integer_at("/error/code") == 400);
  CHECK(here.ask("$SYS.REQ.SERVER.PING.CONNZ", R"({"limit":"x"})").integer_at("/error/code") ==
        400);
  const Doc doc = here.ask("$SYS.REQ.SERVER.PING.CONNZ", R"({"sort":"foo"})");
  CHECK(doc.at("/error").dump() == R"({"code":500,"description":"invalid sorting option: foo"})");
  CHECK(doc.text_at("/server/name") == "small");
  CHECK(here.ask("$SYS.REQ.SERVER.PING.ACCOUNTZ", R"({"account":"x"})")
            .text_at("/error/description") == "Account x does not exist");
}

TEST_CASE("a server that is not meant stays silent") {
  Serving here;
  here.server.options.server_tags = {"region:eu", "ssd"};
  here.server.options.cluster_name = "east";
  const auto answers = [&](std::string_view body) {
    return here.ask("$SYS.REQ.SERVER.PING", body).is_object();
  };
  CHECK(answers(R"({"server_name":"mal"})"));
  CHECK_FALSE(answers(R"({"server_name":"mal","exact_match":true})"));
  CHECK(answers(R"({"server_name":"small","exact_match":true})"));
  CHECK(answers(R"({"cluster":"eas"})"));
  CHECK_FALSE(answers(R"({"cluster":"west"})"));
  CHECK(answers(R"({"tags":["SSD"]})"));
  CHECK_FALSE(answers(R"({"tags":["ssd","hdd"]})"));
  CHECK_FALSE(answers(R"({"host":"example"})"));
  CHECK_FALSE(answers(R"({"domain":"hub"})"));
}

TEST_CASE("answers are compressed for who asks for it") {
  Serving here;
  here.sys->take();
  const std::string_view headers = "NATS/1.0\r\nAccept-Encoding: gzip\r\n\r\n";
  here.sys->say(fmt::format("SUB in 1\r\nHPUB $SYS.REQ.SERVER.PING.IDZ in {0} {0}\r\n{1}\r\n",
                            headers.size(), headers));
  here.server.loop.settle();
  const std::string sent = here.sys->take();
  CHECK(sent.find("Content-Encoding: gzip\r\n") != std::string::npos);
  CHECK(sent.find("\r\n\r\n\x1f\x8b") != std::string::npos);
}

TEST_CASE("reload, kick and lame duck") {
  Serving here;
  const Doc done = here.ask("$SYS.REQ.SERVER.NSERVER.RELOAD");
  CHECK(here.control.reloads == 1);
  CHECK(done.has("/server"));
  CHECK_FALSE(done.has("/error"));
  here.control.fault = "no such file";
  CHECK(here.ask("$SYS.REQ.SERVER.NSERVER.RELOAD").text_at("/error/description") == "no such file");

  CHECK(here.ask("$SYS.REQ.SERVER.NSERVER.KICK").integer_at("/error/code") == 400);
  CHECK(here.ask("$SYS.REQ.SERVER.NSERVER.KICK", R"({"cid":99})").text_at("/error/description") ==
        "no such client or leafnode id");
  CHECK(here.ask("$SYS.REQ.SERVER.NSERVER.LDM", R"({"cid":99})").text_at("/error/description") ==
        "no such client id");
  here.a->take();
  CHECK_FALSE(here.ask("$SYS.REQ.SERVER.NSERVER.LDM", R"({"cid":2})").has("/error"));
  CHECK(here.a->take().find(R"("ldm":true)") != std::string::npos);
  CHECK_FALSE(here.ask("$SYS.REQ.SERVER.NSERVER.KICK", R"({"cid":2})").has("/error"));
  CHECK(here.a->closed);
  CHECK(here.ask("$SYS.REQ.SERVER.PING.CONNZ", R"({"state":1})")
            .text_at("/data/connections/0/reason") == "Kicked");
}

TEST_CASE("accounts, asked for from the system account") {
  Serving here;
  here.a->say("SUB foo q 1\r\nSUB foo 2\r\n");
  CHECK(here.ask("$SYS.REQ.ACCOUNT.A.CONNZ", R"({"acc":"B"})").integer_at("/data/total") == 1);
  CHECK(here.ask("$SYS.REQ.ACCOUNT.A.SUBSZ").integer_at("/data/total") == 6);
  CHECK(here.ask("$SYS.REQ.ACCOUNT.A.LEAFZ").integer_at("/data/leafnodes", -1) == 0);
  CHECK(here.ask("$SYS.REQ.ACCOUNT.A.JSZ").text_at("/error/description") ==
        "jetstream not enabled");
  CHECK(here.ask("$SYS.REQ.ACCOUNT.A.INFO").text_at("/data/account_name") == "A");
  CHECK(here.ask("$SYS.REQ.ACCOUNT.x.INFO").text_at("/error/description") ==
        "Account x does not exist");
  CHECK(here.ask("$SYS.REQ.ACCOUNT.B.STATZ").text_at("/data/account_statz/0/acc") == "B");
  CHECK(here.ask("$SYS.REQ.ACCOUNT.x.STATZ").is_null());
  CHECK(here.ask("$SYS.REQ.ACCOUNT.A.CONNS").integer_at("/conns") == 1);
  CHECK(here.ask("$SYS.REQ.ACCOUNT.PING.STATZ").at("/data/account_statz").size() == 2);
  CHECK(here.ask("$SYS.REQ.ACCOUNT.PING.INFO").text_at("/data/account_name") == "SYS");
  CHECK(here.ask("$SYS.REQ.ACCOUNT.PING.STATZ", R"({"accounts":["A"]})")
            .at("/data/account_statz")
            .size() == 1);
  CHECK(here.ask("$SYS.REQ.ACCOUNT.PING.STATZ", R"({"accounts":["x"]})").is_null());
  CHECK(here.ask("$SYS.REQ.ACCOUNT.NSUBS", R"({"acc":"A","subject":"foo"})").integer() == 2);
  CHECK(here.ask("$SYS.REQ.ACCOUNT.NSUBS", R"({"acc":"A","subject":"foo","queue":"cQ=="})")
            .integer() == 1);
  CHECK(here.ask("$SYS.REQ.ACCOUNT.NSUBS", R"({"acc":"A","subject":"x.>"})").integer(-1) == 0);
  CHECK(here.server.ask(*here.sys, "$SYS.DEBUG.SUBSCRIBERS", "$SYS.REQ.SERVER.PING") == "1");
}

TEST_CASE("what an account may ask about itself") {
  Serving here;
  const auto b = here.server.connect("b");
  const Doc doc = here.ask_as_a("$SYS.REQ.ACCOUNT.PING.CONNZ", R"({"auth":true})");
  CHECK(doc.integer_at("/data/total") == 1);
  CHECK(doc.text_at("/data/connections/0/authorized_user") == "a");
  CHECK(here.ask_as_a("$SYS.REQ.SERVER.PING.CONNZ").integer_at("/data/total") == 1);
  CHECK(here.ask_as_a("$SYS.REQ.ACCOUNT.PING.STATZ").text_at("/data/account_statz/0/acc") == "A");
  CHECK(here.ask_as_a("$SYS.REQ.SERVER.PING").is_null());
  CHECK(here.ask_as_a("$SYS.REQ.ACCOUNT.B.CONNZ").is_null());
}

TEST_CASE("an account may import the count of its subscribers") {
  Serving here;
  AccountRules rules;
  rules.imports = {{.service = true, .account = "SYS", .subject = "$SYS.DEBUG.SUBSCRIBERS"}};
  CHECK(here.server.accounts.apply({{"A", rules}}).empty());
  here.a->say("SUB foo q 1\r\nSUB foo 2\r\nSUB foo.* 3\r\n");
  const auto count = [&](std::string_view asked) {
    return here.server.ask(*here.a, "$SYS.DEBUG.SUBSCRIBERS", asked);
  };
  CHECK(count("foo") == "2");
  CHECK(count("foo q") == "1");
  CHECK(count("foo.>") == "1");
  CHECK(count("") == "0");
  rules.imports.front().subject = "$SYS.REQ.ACCOUNT.B.CONNZ";
  CHECK(here.server.accounts.apply({{"A", rules}}).size() == 1);
}

TEST_CASE("users learn who they are") {
  Serving here;
  const Doc plain = here.ask_as_a("$SYS.REQ.USER.INFO");
  CHECK(plain.at("/data").dump() == R"({"user":"a","account":"A","account_name":"A"})");
  CHECK(here.ask("$SYS.REQ.USER.INFO").text_at("/data/account") == "SYS");

  PermissionRules rules;
  rules.publish.allow = {"$SYS.REQ.USER.INFO", "x.>"};
  rules.subscribe.deny = {"secret"};
  rules.responses = PermissionRules::Responses{.max = 3, .ttl = 1s};
  here.server.authenticator.permissions = std::make_shared<Permissions>(rules);
  here.server.authenticator.expires = here.server.loop.clock().now() + 1h;
  const auto limited = here.server.connect("a2");
  const Doc doc = Doc::parse(here.server.ask(*limited, "$SYS.REQ.USER.INFO")).value();
  CHECK(doc.at("/data/permissions").dump() ==
        R"({"publish":{"allow":["$SYS.REQ.USER.INFO","x.>"]},"subscribe":{"deny":["secret"]},)"
        R"("responses":{"max":3,"ttl":1000000000}})");
  CHECK(doc.integer_at("/data/expires") == std::chrono::nanoseconds(1h).count());
}
