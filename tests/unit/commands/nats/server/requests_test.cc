#include <doctest/doctest.h>

#include "core/base/files.h"
#include "tests/unit/commands/nats/server/answers.h"

namespace natsop::test {
namespace {

std::string connection(std::string_view account, int messages, int subscriptions) {
  return fmt::format(
      R"({{"cid":7,"kind":"Client","in_msgs":{0},"out_msgs":0,"in_bytes":{0},"out_bytes":0,)"
      R"("subscriptions":{1}{2}}})",
      messages, subscriptions,
      account.empty() ? std::string() : fmt::format(R"(,"account":"{}")", account));
}

/// Two servers: ORDERS on both, with few messages; $G on one, with many.
void busy(FakeWorld& world) {
  const std::string subject = std::string(kPing) + ".CONNZ";
  world.transport()
      .answer(subject,
              server_answer("a", "hub", "",
                            R"("data":{"total":2,"connections":[)" + connection("ORDERS", 1, 5) +
                                "," + connection("", 90, 1) + "]}"))
      .answer(subject, server_answer("b", "hub", "",
                                     R"("data":{"total":1,"connections":[)" +
                                         connection("ORDERS", 2, 4) + "]}"));
}

TEST_CASE("report accounts: sums over servers, the biggest last") {
  FakeWorld world;
  busy(world);
  CHECK(world.run({"nats", "server", "report", "accounts"}).out ==
        R"(╭──────────────────────────────────────────────────────────────────────────╮
│                            2 Accounts Overview                           │
├─────────┬─────────────┬─────────┬──────────┬──────────┬───────────┬──────┤
│ Account │ Connections │ In Msgs │ Out Msgs │ In Bytes │ Out Bytes │ Subs │
├─────────┼─────────────┼─────────┼──────────┼──────────┼───────────┼──────┤
│ $G      │ 1           │ 90      │ 0        │ 90 B     │ 0 B       │ 1    │
│ ORDERS  │ 2           │ 3       │ 0        │ 3 B      │ 0 B       │ 9    │
╰─────────┴─────────────┴─────────┴──────────┴──────────┴───────────┴──────╯

)");
}

TEST_CASE("report accounts: orders, and how many") {
  FakeWorld world;
  busy(world);
  const auto names = [&](std::vector<std::string> more) {
    std::vector<std::string> line{"nats", "server", "report", "acct", "-o", "name"};
    line.insert(line.end(), more.begin(), more.end());
    return world.run(line).out;
  };
  CHECK(names({"--sort", "in-msgs"}) == "ORDERS\n$G\n");
  CHECK(names({"--sort", "in-msgs", "-R"}) == "$G\nORDERS\n");
  CHECK(names({"--sort", "in-bytes", "--top", "1"}) == "$G\n");
  CHECK(names({"--sort", "conns", "--top", "1"}) == "ORDERS\n");
  CHECK(names({"--top", "0"}).empty());
}

TEST_CASE("request: the options go to the servers as they are called there") {
  FakeWorld world;
  const auto sent = [&](std::vector<std::string> words, const std::string& endpoint) {
    world.transport().answer(std::string(kPing) + "." + endpoint,
                             server_answer("a", "hub", "", R"("data":{})"));
    std::vector<std::string> line{"nats", "server", "request"};
    line.insert(line.end(), words.begin(), words.end());
    CHECK(world.run(line).status == 0);
    return world.transport().sent().back().data;
  };
  CHECK(sent({"subsz", "--detail", "--filter-subject", "a.b"}, "SUBSZ") ==
        R"({"subscriptions":true,"offset":0,"limit":2048,"test":"a.b"})");
  CHECK(sent({"conn", "--filter-state", "all", "--filter-cid", "9", "--limit", "3"}, "CONNZ") ==
        R"({"sort":"cid","auth":true,"subscriptions":false,"subscriptions_detail":false,)"
        R"("state":2,"offset":0,"limit":3,"cid":9})");
  CHECK(sent({"gwy", "0", "hub", "--filter-account", "A", "--no-subscriptions"}, "GATEWAYZ") ==
        R"({"accounts":true,"name":"hub","account_name":"A","subscriptions":false,)"
        R"("subscriptions_detail":false})");
  CHECK(sent({"healthz", "-J", "--stream", "S", "--no-details"}, "HEALTHZ") ==
        R"({"js-enabled-only":true,"js-server-only":false,"details":false,"stream":"S"})");
  CHECK(sent({"jsz", "--all", "--leader", "--offset", "5"}, "JSZ") ==
        R"({"accounts":true,"streams":true,"consumer":true,"config":true,"raft":true,)"
        R"("leader_only":true,"stream_leader_only":false,"offset":5,"limit":2048})");
  CHECK(sent({"ipq", "--filter", "x", "--name", "a", "--tags", "t"}, "IPQUEUESZ") ==
        R"({"all":true,"filter":"x","server_name":"a","tags":["t"],"exact_match":true})");
}

TEST_CASE("request: a document a line, or all in one format") {
  FakeWorld world;
  const std::string subject = std::string(kPing) + ".VARZ";
  world.transport()
      .answer(subject, server_answer("a", "hub", "", R"("data":{"port":1})"))
      .answer(subject, server_answer("b", "hub", "", R"("error":{"description":"busy"})"))
      .answer(subject, server_answer("c", "hub", "", R"("data":{"port":3})"));
  const auto lines = world.run({"nats", "server", "request", "varz", "3"});
  CHECK(lines.status == 0);
  CHECK(lines.out == server_answer("a", "hub", "", R"("data":{"port":1})") + "\n" +
                         server_answer("c", "hub", "", R"("data":{"port":3})") + "\n");
  CHECK(lines.err == "warning: b: busy\n");
  CHECK(world.run({"nats", "server", "request", "varz", "3", "-o", "name"}).out == "a\nc\n");
  CHECK(world.run({"nats", "server", "request", "varz", "4", "-o", "csv"}).status == 5);
}

TEST_CASE("request profile: a file a server, and an error for those without") {
  FakeWorld world;
  const std::string subject = std::string(kPing) + ".PROFILEZ";
  world.transport()
      .answer(kPing, server_answer("a", "hub", "", R"("statsz":{"active_servers":2})"))
      .answer(subject, server_answer("a/../b", "hub", "", R"("data":{"profile":"aGVhcA=="})"))
      .answer(subject, server_answer("c", "hub", "", R"("data":{"error":"no such profile"})"));
  const auto outcome = world.run({"nats", "server", "request", "profile", "cpu", world.home()});
  CHECK(outcome.status == 1);
  CHECK(world.transport().sent().back().data ==
        R"({"name":"cpu","debug":0,"duration":5000000000})");
  const auto at = outcome.out.find(": ");
  REQUIRE(at != std::string::npos);
  const auto file = outcome.out.substr(at + 2, outcome.out.size() - at - 3);
  CHECK(file.ends_with("-a_.._b"));
  CHECK(*read_file(file) == "heap");
  CHECK(outcome.err ==
        "warning: c: no such profile\nnats: error: 1 of 2 servers gave no profile\n");
}

}  // namespace
}  // namespace natsop::test
