#include <doctest/doctest.h>

#include "tests/unit/commands/nats/server/answers.h"

namespace natsop::test {
namespace {

constexpr const char* kMeta =
    R"(,"peer":"4z5zss6j","cluster_size":2,"replicas":[{"name":"srv-4222","current":true,)"
    R"("active":177000000,"peer":"KUNhoY7Q"},{"name":"srv-4232","current":false,"offline":true,)"
    R"("active":912000000,"lag":1200,"peer":"1saqZikb"}])";

TEST_CASE("list: servers and clusters") {
  FakeWorld world;
  world.transport()
      .answer(kPing, statsz("srv-4252", "cluster-spoke", 1))
      .answer(kPing, statsz("srv-4222", "cluster-hub", 0));
  const auto outcome = world.run({"nats", "server", "list", "2", "--sort", "name"});
  CHECK(outcome.status == 0);
  CHECK(
      outcome.out ==
      R"(╭──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╮
│                                                            Server Overview                                                           │
├──────────┬───────────────┬───────────┬─────────┬───────┬───────┬───────┬────────┬─────┬────────┬───────┬───────┬──────┬────────┬─────┤
│ Name     │ Cluster       │ Host      │ Version │ JS    │ Conns │ Subs  │ Routes │ GWs │ Mem    │ CPU % │ Cores │ Slow │ Uptime │ RTT │
├──────────┼───────────────┼───────────┼─────────┼───────┼───────┼───────┼────────┼─────┼────────┼───────┼───────┼──────┼────────┼─────┤
│ srv-4222 │ cluster-hub   │ localhost │ 2.9.10  │ hub   │ 0     │ 1,200 │      2 │   0 │ 15 MiB │ 1.5   │     2 │ 0    │ 1m5s   │ 0s  │
│ srv-4252 │ cluster-spoke │ localhost │ 2.9.10  │ spoke │ 1     │ 1,200 │      2 │   0 │ 15 MiB │ 1.5   │     2 │ 0    │ 1m5s   │ 0s  │
├──────────┼───────────────┼───────────┼─────────┼───────┼───────┼───────┼────────┼─────┼────────┼───────┼───────┼──────┼────────┼─────┤
│          │ 2             │ 2         │         │ 2     │ 1     │ 2,400 │        │     │ 30 MiB │       │       │ 0    │        │     │
╰──────────┴───────────────┴───────────┴─────────┴───────┴───────┴───────┴────────┴─────┴────────┴───────┴───────┴──────┴────────┴─────╯

╭──────────────────────────────────────────────────────────────────────────────────╮
│                                 Cluster Overview                                 │
├───────────────┬────────────┬───────────────────┬───────────────────┬─────────────┤
│ Cluster       │ Node Count │ Outgoing Gateways │ Incoming Gateways │ Connections │
├───────────────┼────────────┼───────────────────┼───────────────────┼─────────────┤
│ cluster-hub   │          1 │                 0 │                 0 │           0 │
│ cluster-spoke │          1 │                 0 │                 0 │           1 │
├───────────────┼────────────┼───────────────────┼───────────────────┼─────────────┤
│               │          2 │                 0 │                 0 │           1 │
╰───────────────┴────────────┴───────────────────┴───────────────────┴─────────────╯

)");
}

TEST_CASE("list: orders, slow consumers by kind, and an X where servers disagree") {
  FakeWorld world;
  world.transport()
      .answer(kPing, statsz("a.corp", "hub", 5))
      .answer(kPing, statsz("b.corp", "hub", 7,
                            R"(,"gateways":[{"name":"x","inbound_connections":3}],)"
                            R"("slow_consumer_stats":{"clients":2,"routes":1})"));
  CHECK(world.run({"nats", "srv", "ls", "--sort", "conns", "-o", "name"}).out ==
        "b.corp\na.corp\n");
  CHECK(world.run({"nats", "srv", "ls", "--sort", "conns", "-R", "-o", "name"}).out ==
        "a.corp\nb.corp\n");
  const auto table = world.run({"nats", "server", "list"}).out;
  CHECK(table.find("│ a    │") != std::string::npos);
  CHECK(table.find("│   X │") != std::string::npos);
  CHECK(world.run({"nats", "server", "list", "--no-compact"}).out.find("│ a.corp │") !=
        std::string::npos);
}

TEST_CASE("list: fewer servers than expected are shown, and an error") {
  FakeWorld world;
  world.transport().answer(kPing, statsz("a", "hub", 5));
  const auto outcome = world.run({"nats", "server", "list", "9"});
  CHECK(outcome.status == 5);
  CHECK(outcome.out.find("│ a    │") != std::string::npos);
  CHECK(outcome.err.starts_with("nats: error: 1 of 9 servers answered in time\n"));
}

TEST_CASE("ping: each answer, and what is missing") {
  FakeWorld world;
  world.transport().answer(kPing, statsz("a", "hub", 5)).answer(kPing, statsz("b", "hub", 5));
  const auto outcome = world.run({"nats", "server", "ping", "3", "--graph"});
  CHECK(outcome.status == 5);
  CHECK(outcome.out == "a" + std::string(60, ' ') + "rtt=0s\nb" + std::string(60, ' ') +
                           "rtt=0s\n\nMissing 1 server(s)\n\n---- ping statistics ----\n"
                           "2 replies max: 0.00 min: 0.00 avg: 0.00\n\n   0-25ms | "
                           "██████████████████████████████████████████████████ 2\n");
  CHECK(world.run({"nats", "server", "ping", "2", "-o", "ndjson"})
            .out.starts_with(R"({"name":"a","id":"NAAAA)"));
}

TEST_CASE("report jetstream: usage and the meta group as its leader sees it") {
  FakeWorld world;
  const std::string subject = std::string(kPing) + ".JSZ";
  world.transport()
      .answer(subject, jsz("srv-4282", "cluster-hub", "srv-4282", kMeta))
      .answer(subject, jsz("srv-4222", "cluster-hub", "srv-4282"));
  const auto outcome = world.run({"nats", "server", "report", "jetstream", "2"});
  CHECK(outcome.status == 0);
  CHECK(
      outcome.out ==
      R"(╭──────────────────────────────────────────────────────────────────────────────────────────────────────────────────╮
│                                                 JetStream Summary                                                │
├───────────┬─────────────┬────────┬─────────┬───────────┬──────────┬────────┬────────┬────────┬─────────┬─────────┤
│ Server    │ Cluster     │ Domain │ Streams │ Consumers │ Messages │ Bytes  │ Memory │ File   │ API Req │ Pending │
├───────────┼─────────────┼────────┼─────────┼───────────┼──────────┼────────┼────────┼────────┼─────────┼─────────┤
│ srv-4222  │ cluster-hub │ hub    │ 4       │ 1         │ 1,700    │ 16 KiB │ 0 B    │ 16 KiB │ 1,800   │       0 │
│ srv-4282* │ cluster-hub │ hub    │ 4       │ 1         │ 1,700    │ 16 KiB │ 0 B    │ 16 KiB │ 1,800   │       0 │
├───────────┼─────────────┼────────┼─────────┼───────────┼──────────┼────────┼────────┼────────┼─────────┼─────────┤
│           │             │        │ 8       │ 2         │ 3,400    │ 32 KiB │ 0 B    │ 32 KiB │ 3,600   │       0 │
╰───────────┴─────────────┴────────┴─────────┴───────────┴──────────┴────────┴────────┴────────┴─────────┴─────────╯

╭─────────────────────────────────────────────────────────────────────────╮
│         RAFT Meta Group Information - Lead cluster: cluster-hub         │
├─────────────────┬──────────┬────────┬─────────┬────────┬────────┬───────┤
│ Connection Name │ ID       │ Leader │ Current │ Online │ Active │ Lag   │
├─────────────────┼──────────┼────────┼─────────┼────────┼────────┼───────┤
│ srv-4222        │ KUNhoY7Q │        │ true    │ true   │ 177ms  │ 0     │
│ srv-4232        │ 1saqZikb │        │ false   │ false  │ 912ms  │ 1,200 │
│ srv-4282        │ 4z5zss6j │ yes    │ true    │ true   │ 0s     │ 0     │
╰─────────────────┴──────────┴────────┴─────────┴────────┴────────┴───────╯

)");
}

TEST_CASE("report jetstream: a meta group without a leader, and filters") {
  FakeWorld world;
  const std::string subject = std::string(kPing) + ".JSZ";
  world.transport().answer(subject, jsz("srv-4222", "cluster-hub", ""));
  const auto leaderless = world.run({"nats", "server", "report", "js"}).out;
  CHECK(leaderless.find("\nWARNING: No cluster meta leader found. ") != std::string::npos);
  const auto filtered =
      world.run({"nats", "server", "report", "js", "--cluster", "cluster-hub"}).out;
  CHECK(filtered.find("WARNING") == std::string::npos);
  CHECK(world.transport().sent().back().data == R"({"cluster":"cluster-hub","exact_match":true})");
  // A domain of this run is one to filter by; that of a context says where streams are.
  (void)world.run({"nats", "server", "report", "js", "--js-domain", "hub"});
  CHECK(world.transport().sent().back().data == R"({"domain":"hub","exact_match":true})");
}

TEST_CASE("report jetstream: one account, from its streams") {
  FakeWorld world;
  const std::string subject = std::string(kPing) + ".JSZ";
  world.transport().answer(
      subject,
      server_answer(
          "a", "", "",
          R"("data":{"streams":9,"account_details":[{"name":"A","memory":1,"storage":2,)"
          R"("stream_detail":[{"state":{"messages":3,"bytes":4,"consumer_count":5}}]}]})"));
  const auto outcome =
      world.run({"nats", "server", "report", "jetstream", "--account", "A", "-o", "json"});
  const auto doc = json::Doc::parse(outcome.out);
  REQUIRE(doc);
  const auto row = doc->at("/servers/0");
  CHECK(row.integer_at("/streams") == 1);
  CHECK(row.integer_at("/consumers") == 5);
  CHECK(row.integer_at("/messages") == 3);
  CHECK(row.integer_at("/file") == 2);
  FakeWorld telling;
  telling.transport().answer(
      subject,
      server_answer("a", "", "",
                    R"("data":{"account_details":[{"name":"A","memory":100,"storage":200,)"
                    R"("stream_detail":[{"state":{"bytes":4},"config":{"storage":"memory"}},)"
                    R"({"state":{"bytes":7},"config":{"storage":"file"}}]}]})"));
  const auto told =
      json::Doc::parse(
          telling.run({"nats", "server", "report", "js", "--account", "A", "-o", "json"}).out)
          ->at("/servers/0");
  CHECK(told.integer_at("/memory") == 4);
  CHECK(told.integer_at("/file") == 7);
}

TEST_CASE("report jetstream: who leads streams and consumers") {
  FakeWorld world;
  const std::string subject = std::string(kPing) + ".JSZ";
  world.transport().answer(
      subject, server_answer("a", "hub", "",
                             R"("data":{"account_details":[{"stream_detail":[{"cluster":)"
                             R"({"name":"hub","leader":"a"},"consumer_detail":[{"cluster":)"
                             R"({"name":"hub","leader":"b"}}]}]}]})"));
  const auto out = world.run({"nats", "server", "report", "jetstream", "--leaders"}).out;
  CHECK(out.find("│ a      │ hub     │              1 │ **********   │") != std::string::npos);
  CHECK(out.find("│ b      │ hub     │                1 │ **********   │") != std::string::npos);
}

TEST_CASE("info: by name, and what a wrong one is") {
  FakeWorld world;
  const std::string subject = std::string(kPing) + ".VARZ";
  world.transport().answer(
      subject, server_answer("a", "hub", "",
                             R"("data":{"server_id":"N1","server_name":"a","version":"2.9.10",)"
                             R"("start":"2026-11-21T10:00:00Z","now":"2026-11-21T11:00:00Z",)"
                             R"("tls_timeout":0.5,"cluster":{"name":"hub","addr":"0.0.0.0",)"
                             R"("cluster_port":6222,"urls":["a:1","b:2"]}})"));
  const auto out = world.run({"nats", "server", "info", "a"}).out;
  CHECK(out.starts_with("Server information for a (N1)\n"));
  CHECK(out.find("Uptime: 1h0m0s\n") != std::string::npos);
  CHECK(out.find("TLS Timeout: 500ms\n") != std::string::npos);
  CHECK(out.find("Host: 0.0.0.0:6222\n") != std::string::npos);
  CHECK(world.transport().sent().back().data == R"({"server_name":"a","exact_match":true})");
}

TEST_CASE("bad input") {
  FakeWorld world;
  world.transport().answer(kPing, statsz("a", "hub", 5));
  CHECK(world.run({"nats", "server", "list", "many"}).status == 2);
  CHECK(world.run({"nats", "server", "list", "--archive", "x.zip"}).status == 1);
  CHECK(world.run({"nats", "server", "info", "--archive", "x.zip"}).status == 1);
  CHECK(world.run({"nats", "server", "report", "js", "--sort", "beauty"}).status == 2);
  CHECK(world.run({"nats", "server", "report", "conns", "--state", "shut"}).status == 2);
  CHECK(world.run({"nats", "server", "report", "conns", "--filter", "1 +"}).status == 2);
  FakeWorld stranger;
  CHECK(stranger.run({"nats", "server", "list"}).status == 4);
  CHECK(stranger.run({"nats", "server", "info"}).status == 4);
  CHECK(stranger.run({"nats", "account", "report", "statistics"}).status == 4);
}

}  // namespace
}  // namespace natsop::test
