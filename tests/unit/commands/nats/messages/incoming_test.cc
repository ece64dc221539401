#include <doctest/doctest.h>

#include "commands/nats/messages/activity.h"
#include "commands/nats/messages/pairing.h"
#include "commands/nats/messages/pull_window.h"
#include "commands/nats/messages/reply_command.h"
#include "commands/nats/messages/viewer.h"
#include "core/render/style.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_world.h"

using namespace natsop::commands::nats::messages;
using natsop::SteadyTime;
using natsop::jetstream::Message;
using std::chrono::seconds;

namespace {

Message message(std::string subject, std::string data = {}, std::string reply = {}) {
  Message out;
  out.subject = std::move(subject);
  out.data = std::move(data);
  out.reply = std::move(reply);
  return out;
}

Message status(int code, std::string description = {}, std::string pending = {}) {
  Message out;
  out.status = code;
  out.description = std::move(description);
  if (!pending.empty()) out.headers.set("Nats-Pending-Messages", pending);
  return out;
}

natsop::text::TemplateScope request_scope(const std::string& request) {
  natsop::text::TemplateScope scope;
  scope.add_value("Request", [request] { return request; });
  return scope;
}

/// What a viewer prints.
std::string shown(const Look& look, const Item& item, const Message* reply = nullptr) {
  natsop::test::FakeWorld world;
  return world
      .with_context([&](natsop::cli::Context& ctx) {
        Viewer viewer(look, ctx);
        world.clock().advance(std::chrono::milliseconds(1500));
        CHECK(viewer.show(item, 7, reply));
      })
      .out;
}

}  // namespace

TEST_CASE("viewer: core messages") {
  Item item{.message = message("a.b", "body", "_INBOX.1")};
  CHECK(shown({}, item) == "[#7] Received on \"a.b\" with reply \"_INBOX.1\"\nbody\n\n\n");
  item.message.reply.clear();
  item.message.headers.add("K", "1");
  item.message.headers.add("K", "2");
  CHECK(shown({}, item) == "[#7] Received on \"a.b\"\nK: 1\nK: 2\n\nbody\n\n\n");
  CHECK(shown({.headers_only = true}, item) == "[#7] Received on \"a.b\"\nK: 1\nK: 2\n\n");
  CHECK(shown({.subjects_only = true}, item) == "[#7] Received on \"a.b\"\n");
  CHECK(shown({.raw = true}, item) == "body\n");
  CHECK(shown({.timestamp = true}, item).starts_with("[#7] @ Nov 21 11:00:01.500000 Received on"));
  CHECK(shown({.delta_time = true}, item).starts_with("[#7] @ 1.5s Received on"));
  item.message.data.clear();
  item.message.headers = {};
  CHECK(shown({}, item) == "[#7] Received on \"a.b\"\nnil body\n\n\n");
  CHECK(shown({.raw = true}, item) == "\n");
  item.message.data = "line\n";
  CHECK(shown({.raw = true}, item) == "line\n");
  CHECK(shown({}, item) == "[#7] Received on \"a.b\"\nline\n\n\n");
}

TEST_CASE("viewer: messages of streams, and replies") {
  const Item item{
      .message = message("a", "x"),
      .stored =
          Stored{.stream = "S", .seq = 12, .pending = 3, .time = natsop::test::FakeClock::kStart}};
  CHECK(shown({.subjects_only = true}, item) ==
        "[#7] Received JetStream message: stream: S seq: 12 / pending: 3 / subject: a / time: "
        "2026-11-21 11:00:00\n");
  CHECK(shown({.subjects_only = true, .direct = true}, item) ==
        "[#7] Received JetStream message (direct): stream: S seq 12 / subject: a / time: "
        "2026-11-21 11:00:00\n");
  CHECK(shown({.delta_time = true}, item).starts_with("[#7] @ 1.5s Received JetStream"));
  const auto reply = message("_INBOX.1", "yes");
  CHECK(shown({}, {.message = message("q", "?", "_INBOX.1")}, &reply) ==
        "[#7] Received on \"q\" with reply \"_INBOX.1\"\n?\n\n\n"
        "[#7] Matched reply on \"_INBOX.1\"\nyes\n\n\n");
}

TEST_CASE("viewer: dumps, one file a message or NUL after NUL") {
  Item item{.message = message("a", "x<", "r")};
  item.message.headers.add("B", "2");
  item.message.headers.add("A", "1");
  const std::string json =
      R"({"Subject":"a","Reply":"r","Header":{"A":["1"],"B":["2"]},"Data":"eDw=","Sub":null})";
  CHECK(shown({.dump = "-"}, item) == json + std::string(1, '\0'));
  const auto folder = *natsop::TempDir::make("natsop-dump");
  const auto reply = message("r");
  CHECK(shown({.dump = folder.path().string()}, item, &reply) == "");
  CHECK(*natsop::read_file(folder.path() / "7.json") == json);
  CHECK(*natsop::read_file(folder.path() / "7_reply.json") ==
        R"({"Subject":"r","Reply":"","Header":null,"Data":"","Sub":null})");
  CHECK(*natsop::file_mode(folder.path() / "7.json") == 0600);
  item.stored = Stored{.stream = "S", .seq = 40};
  CHECK(shown({.dump = folder.path().string()}, item) == "");
  CHECK(natsop::path_exists(folder.path() / "40.json"));
}

TEST_CASE("pairing: requests and replies meet in either order, once") {
  Pairing pairing;
  CHECK(!pairing.request(message("q", "1", "in.1")));
  CHECK(!pairing.reply(message("in.2", "two")));
  CHECK(!pairing.reply(message("in.3", "nobody asked")));
  const auto first = pairing.reply(message("in.1", "one"));
  REQUIRE(first);
  CHECK(first->request.data == "1");
  CHECK(first->reply.data == "one");
  const auto second = pairing.request(message("q", "2", "in.2"));
  REQUIRE(second);
  CHECK(second->reply.data == "two");
  CHECK(!pairing.reply(message("in.1", "again")));
}

TEST_CASE("pairing: what is never answered is forgotten") {
  Pairing pairing;
  for (int i = 0; i < 10'001; ++i) {
    CHECK(!pairing.request(message("q", "", "in." + std::to_string(i))));
  }
  CHECK(!pairing.reply(message("in.0")));
  CHECK(pairing.reply(message("in.10000")));
}

TEST_CASE("pull window: half of it comes before more is asked for") {
  PullWindow window({});
  SteadyTime now{seconds(100)};
  auto request = window.ask(now, 0);
  REQUIRE(request);
  CHECK(request->batch == 500);
  CHECK(request->expires == seconds(30));
  CHECK(request->idle_heartbeat == seconds(5));
  for (int i = 0; i < 249; ++i) window.message(now);
  CHECK(!window.ask(now, 0));
  window.message(now);
  request = window.ask(now, 0);
  REQUIRE(request);
  CHECK(request->batch == 250);
}

TEST_CASE("pull window: no more than is wanted, or allowed") {
  PullWindow few({});
  const SteadyTime now{seconds(100)};
  CHECK(few.ask(now, 3)->batch == 3);
  few.message(now);
  few.message(now);
  few.message(now);
  CHECK(few.ask(now, 1)->batch == 1);

  natsop::jetstream::ConsumerConfig config;
  config.max_batch = 10;
  config.max_expires = seconds(4);
  PullWindow limited(config);
  const auto request = limited.ask(now, 0);
  CHECK(request->batch == 10);
  CHECK(request->expires == seconds(4));
  CHECK(request->idle_heartbeat.count() == 0);
  CHECK(!limited.silent(now + seconds(8)));
  CHECK(limited.silent(now + seconds(9)));
}

TEST_CASE("pull window: heartbeats, expiry, refusals and the end") {
  PullWindow window({});
  SteadyTime now{seconds(100)};
  REQUIRE(window.ask(now, 0));
  CHECK(!window.silent(now + seconds(9)));
  CHECK(window.status(status(100, "Idle Heartbeat"), now + seconds(9)) ==
        PullWindow::Meaning::Fine);
  CHECK(!window.silent(now + seconds(18)));
  CHECK(window.silent(now + seconds(19)));

  // What was left of an expired request is asked for anew.
  CHECK(window.status(status(408, "Request Timeout", "500"), now) == PullWindow::Meaning::Fine);
  CHECK(window.ask(now, 0)->batch == 500);
  // Older servers do not tell how much that was.
  CHECK(window.status(status(408, "Request Timeout"), now) == PullWindow::Meaning::Fine);
  CHECK(window.ask(now, 0));
  // A refusal is not answered with the same request at once.
  CHECK(window.status(status(409, "Exceeded MaxWaiting"), now) == PullWindow::Meaning::Fine);
  CHECK(!window.ask(now, 0));
  CHECK(window.due() == now + seconds(1));
  CHECK(window.ask(now + seconds(1), 0));
  CHECK(window.status(status(409, "Consumer Deleted"), now) == PullWindow::Meaning::Gone);
  CHECK(window.status(status(503), now) == PullWindow::Meaning::Gone);
}

TEST_CASE("reply commands: tokens and templates are filled in, word by word") {
  const auto scope = request_scope("a b'\" $(x)");
  CHECK(*command_words("echo {{0}} 'x {{1}}' {{Request}}", "s.one", scope) ==
        std::vector<std::string>{"echo", "s", "x one", "a b'\" $(x)"});
  // A subject cannot add words or templates.
  CHECK(*command_words("echo {{1}}", "s.{{Request}}'", scope) ==
        std::vector<std::string>{"echo", "{{Request}}'"});
  CHECK(!command_words("echo {{2}}", "s.one", scope));
  CHECK(!command_words("echo 'open", "s.one", scope));
  CHECK(!command_words("echo {{Nothing}}", "s.one", scope));
  CHECK(!command_words("  ", "s.one", scope));
  CHECK(*command_words("echo {{ ", "s", scope) == std::vector<std::string>{"echo", "{{"});
}

TEST_CASE("activity: the busiest first, totals of what is shown") {
  Activity activity;
  for (int i = 0; i < 1200; ++i) activity.add("busy", 1);
  activity.add("b", 2048);
  activity.add("a", 10);
  const auto report = activity.report(2).render({});
  CHECK(report.find("Top 2 Active Subjects Report") != std::string::npos);
  CHECK(report.find("│ busy    │ 1,200") < report.find("│ a "));
  CHECK(report.find("│ b ") == std::string::npos);
  CHECK(report.find("1,201") != std::string::npos);
  CHECK(activity.report(1).render({}).find("Top Subject Report") != std::string::npos);
}

TEST_CASE("rate graph: one plot a subject, messages per second") {
  RateGraph graph({"a", "b"});
  graph.add(0);
  for (int i = 0; i < 40; ++i) graph.add(1);
  graph.sample(2);
  const auto drawn = graph.draw({.out = true, .width = 40, .height = 25});
  CHECK(drawn.find("a / second") != std::string::npos);
  CHECK(drawn.find("b / second") > drawn.find("a / second"));
  CHECK(drawn.find("20 ┼─") != std::string::npos);  // 40 in 2 s
  CHECK(std::count(drawn.begin(), drawn.end(), '\n') <= 24);
}
