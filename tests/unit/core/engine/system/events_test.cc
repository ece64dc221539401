#include <doctest/doctest.h>
#include <fmt/format.h>

#include "core/engine/system/server_events.h"
#include "core/json/doc.h"
#include "tests/unit/core/engine/monitor/small_server.h"

using namespace natsop::engine;
// NOLINTBEGIN(misc-unused-using-decls): clang-tidy does not see the use of literals
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
// NOLINTEND(misc-unused-using-decls)
using natsop::json::Doc;
using natsop::test::SmallServer;

namespace {

/// A small server that tells its events, and someone who listens to some of them.
struct Telling {
  Telling() { server.environment.events = &events; }
  ~Telling() { server.environment.events = nullptr; }

  void listen(std::string_view subject) {
    sys->say(fmt::format("SUB {} e{}\r\n", subject, ++sids));
    server.loop.settle();
    sys->take();
  }
  [[nodiscard]] Doc heard() { return Doc::parse(server.last_payload(*sys)).value_or(Doc()); }

  SmallServer server;
  ServerStamp stamp{server.view};
  SystemSink sink{*server.accounts.system(), server.loop};
  ServerEvents events{server.view, stamp, sink};
  std::shared_ptr<natsop::test::FarEnd> sys = server.connect("sys");
  int sids = 0;
};

}  // namespace

TEST_CASE("connections that come and go are told") {
  Telling here;
  here.listen("$SYS.ACCOUNT.A.CONNECT");
  here.listen("$SYS.ACCOUNT.A.DISCONNECT");
  const auto peer = here.server.connect("a", "app");
  const Doc came = here.heard();
  CHECK(came.text_at("/type") == "io.nats.server.advisory.v1.client_connect");
  CHECK(came.text_at("/id").size() == 22);
  CHECK(came.text_at("/timestamp") == "2026-11-21T11:00:00Z");
  CHECK(came.text_at("/server/name") == "small");
  CHECK(came.text_at("/client/acc") == "A");
  CHECK(came.text_at("/client/user") == "a");
  CHECK(came.text_at("/client/name") == "app");
  CHECK(came.text_at("/client/kind") == "Client");
  CHECK(came.text_at("/client/name_tag") == "A");
  CHECK_FALSE(came.has("/client/server"));
  peer->say("SUB x 1\r\nPUB x 5\r\nhello\r\nPUB y 2\r\nhi\r\n");
  here.server.loop.settle();
  peer->hang_up();
  const Doc went = here.heard();
  CHECK(went.text_at("/type") == "io.nats.server.advisory.v1.client_disconnect");
  CHECK(went.text_at("/reason") == "Client Closed");
  CHECK(went.at("/sent").dump() == R"({"msgs":2,"bytes":7})");
  CHECK(went.at("/received").dump() == R"({"msgs":1,"bytes":5})");
  CHECK(went.text_at("/client/stop") == "2026-11-21T11:00:00Z");
}

TEST_CASE("logins that are refused are told") {
  Telling here;
  here.listen("$SYS.SERVER.NSERVER.CLIENT.AUTH.ERR");
  const auto peer = here.server.connect("nobody");
  const Doc doc = here.heard();
  CHECK(doc.text_at("/reason") == "Authentication Failure");
  CHECK(doc.text_at("/client/user") == "nobody");
  CHECK(doc.text_at("/client/acc") == "$G");
  CHECK(doc.text_at("/type") == "io.nats.server.advisory.v1.client_disconnect");
  CHECK(peer->closed);
}

TEST_CASE("accounts say how many connections they have: on a change, and every half minute") {
  Telling here;
  here.listen("$SYS.ACCOUNT.A.SERVER.CONNS");
  const auto peer = here.server.connect("a");
  const Doc doc = here.heard();
  CHECK(doc.text_at("/type") == "io.nats.server.advisory.v1.account_connections");
  CHECK(doc.text_at("/acc") == "A");
  CHECK(doc.integer_at("/conns") == 1);
  CHECK(doc.integer_at("/total_conns") == 1);
  here.server.loop.advance(29s);
  CHECK(here.heard().is_null());
  here.server.loop.advance(1s);
  CHECK(here.heard().integer_at("/conns") == 1);
  peer->hang_up();
  CHECK(here.heard().integer_at("/conns", -1) == 0);
  here.server.loop.advance(60s);
  CHECK(here.heard().is_null());

  here.listen("$SYS.SERVER.ACCOUNT.A.CONNS");  // what older tools listen to
  const auto other = here.server.connect("a");
  CHECK(here.sys->take().find("$SYS.SERVER.ACCOUNT.A.CONNS") != std::string::npos);
}

TEST_CASE("figures are told ever more slowly, up to every ten seconds") {
  Telling here;
  here.listen("$SYS.SERVER.NSERVER.STATSZ");
  here.events.start();
  std::vector<int> at;  // milliseconds
  for (int elapsed = 50; elapsed <= 30'000; elapsed += 50) {
    here.server.loop.advance(50ms);
    if (!here.server.last_payload(*here.sys).empty()) at.push_back(elapsed);
  }
  CHECK(at == std::vector<int>{250, 750, 1750, 3750, 7750, 15750, 25750});
}

TEST_CASE("what nobody listens to is not built") {
  Telling here;
  const auto before = here.stamp.next().integer_at("/seq");
  here.events.start();
  const auto peer = here.server.connect("a");
  here.server.loop.advance(1s);
  peer->hang_up();
  here.server.loop.settle();
  CHECK(here.stamp.next().integer_at("/seq") == before + 1);
}

TEST_CASE("the server's end is told, and nothing after it") {
  Telling here;
  here.listen("$SYS.SERVER.NSERVER.LAMEDUCK");
  here.listen("$SYS.SERVER.NSERVER.SHUTDOWN");
  here.listen("$SYS.ACCOUNT.A.CONNECT");
  here.events.lame_duck();
  CHECK(here.heard().text_at("/id") == "NSERVER");
  here.events.shutdown();
  CHECK(here.heard().text_at("/name") == "small");
  here.events.shutdown();
  const auto peer = here.server.connect("a");
  CHECK(here.heard().is_null());
}
