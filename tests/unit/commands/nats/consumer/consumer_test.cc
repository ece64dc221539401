#include <doctest/doctest.h>

#include "core/base/files.h"
#include "tests/unit/commands/nats/consumer/answers.h"

namespace natsop::test {
namespace {

/// A server with the stream ORDERS, which takes any new consumer NEW.
void with_stream(FakeWorld& world) {
  world.transport().answer(api("STREAM.INFO.ORDERS"), stream_info("ORDERS"));
}

const FakeTransport::Sent& last_create(FakeWorld& world) {
  for (auto it = world.transport().sent().rbegin(); it != world.transport().sent().rend(); ++it) {
    if (it->subject.find("CONSUMER.CREATE") != std::string::npos ||
        it->subject.find("CONSUMER.DURABLE.CREATE") != std::string::npos) {
      return *it;
    }
  }
  FAIL("nothing was created");
  return world.transport().sent().front();
}

TEST_CASE("add: the questions, in the original's order and words") {
  FakeWorld world;
  with_stream(world);
  world.transport().answer(api("CONSUMER.CREATE.ORDERS.NEW"), made(consumer_info("NEW")));
  world.transport().answer(api("CONSUMER.DURABLE.CREATE.ORDERS.NEW"), made(consumer_info("NEW")));
  world.answers()
      .answer("Consumer name", "NEW")
      .answer("Delivery target (empty for Pull Consumers)", "deliver.new")
      .answer("Delivery Queue Group", "workers")
      .answer("Start policy (all, new, last, subject, 1h, msg sequence)", "42")
      .answer("Acknowledgment policy", "explicit")
      .answer("Replay policy", "original")
      .answer("Filter Stream by subjects (blank for all)", "")
      .answer("Maximum Allowed Deliveries", "5")
      .answer("Maximum Acknowledgments Pending", "20")
      .answer("Idle Heartbeat", "10s")
      .answer("Enable Flow Control, ie --flow-control", "y")
      .answer("Deliver headers only without bodies", "n")
      .answer("Add a Retry Backoff Policy", "y")
      .answer("Backoff policy", "linear")
      .answer("Minimum retry time", "1s")
      .answer("Maximum retry time", "5s")
      .answer("Number of steps to generate in the policy", "4");
  const auto outcome = world.run({"nats", "consumer", "add", "ORDERS"});
  CHECK(outcome.status == 0);
  // The answer above lacks all of it, as that of an old server would.
  CHECK(
      outcome.err.starts_with("warning: the server is too old for, and ignored: deliver_subject"));
  CHECK(world.answers().done());
  const auto config = json::Doc::parse(last_create(world).data)->at("/config");
  CHECK(config.text_at("/deliver_subject") == "deliver.new");
  CHECK(config.text_at("/deliver_group") == "workers");
  CHECK(config.text_at("/deliver_policy") == "by_start_sequence");
  CHECK(config.integer_at("/opt_start_seq") == 42);
  CHECK(config.text_at("/ack_policy") == "explicit");
  CHECK(config.text_at("/replay_policy") == "original");
  CHECK(config.integer_at("/max_deliver") == 5);
  CHECK(config.integer_at("/max_ack_pending") == 20);
  CHECK(config.integer_at("/idle_heartbeat") == 10'000'000'000);
  CHECK(config.boolean_at("/flow_control"));
  CHECK(config.at("/backoff").dump() == "[1000000000,2000000000,3000000000,4000000000]");
}

TEST_CASE("add: an interrupt at a question changes nothing") {
  FakeWorld world;
  with_stream(world);
  world.answers().answer("Consumer name", "NEW").answer("Delivery target", "^C");
  const auto outcome = world.run({"nats", "consumer", "add", "ORDERS"});
  CHECK(outcome.status == 130);
  CHECK(world.transport().sent().size() == 1);
}

TEST_CASE("add: what starts where, counted from now") {
  const auto start_of = [](const std::string& policy) {
    FakeWorld world;
    with_stream(world);
    const auto file = world.home() + "/out.json";
    const auto outcome = world.run({"nats", "consumer", "add", "ORDERS", "X", "--pull",
                                    "--defaults", "--deliver", policy, "--output", file});
    if (outcome.status != 0) return outcome.err;
    const auto doc = json::Doc::parse(*read_file(file));
    return doc->text_at("/deliver_policy") + " " + doc->at("/opt_start_seq").dump() + " " +
           doc->text_at("/opt_start_time") + " " + doc->text_at("/filter_subject");
  };
  CHECK(start_of("all") == "all null  ");
  CHECK(start_of("next") == "new null  ");
  CHECK(start_of("last") == "last null  ");
  CHECK(start_of("subject") == "last_per_subject null  >");
  CHECK(start_of("7") == "by_start_sequence 7  ");
  CHECK(start_of("1h30m") == "by_start_time null 2026-11-21T09:30:00Z ");
  CHECK(start_of("soon").starts_with("nats: error: \"soon\" is no start policy"));
  CHECK(start_of("99999999999999999999999").starts_with("nats: error: "));
  CHECK(start_of("").starts_with("nats: error: \"\" is no start policy"));
}

TEST_CASE("info: all that a consumer can have") {
  FakeWorld world;
  world.transport().answer(
      api("CONSUMER.INFO.ORDERS.NEW"),
      consumer_info("NEW",
                    R"(,"filter_subject":"orders.new","headers_only":true,"sample_freq":"40%",)"
                    R"("metadata":{"owner":"me","_nats.ver":"2.15.1","_nats.level":"5"})",
                    R"(,"cluster":{"name":"hub","leader":"srv-1","replicas":[{"name":"srv-2",)"
                    R"("current":true,"active":479000}]})"));
  const auto outcome = world.run({"nats", "consumer", "info", "ORDERS", "NEW"});
  CHECK(outcome.out == R"(Information for Consumer ORDERS > NEW created 2026-11-21 09:00:00

Configuration:

                    Name: NEW
               Pull Mode: true
          Filter Subject: orders.new
          Deliver Policy: All
              Ack Policy: Explicit
                Ack Wait: 30.00s
           Replay Policy: Instant
           Sampling Rate: 40%
         Max Ack Pending: 1,000
       Max Waiting Pulls: 512
            Headers Only: true

Metadata:

                   owner: me

Cluster Information:

                    Name: hub
                  Leader: srv-1
                 Replica: srv-2, current, seen 479µs ago

State:

            Host Version: 2.15.1
      Required API Level: 0 hosted at level 5
  Last Delivered Message: Consumer sequence: 4 Stream sequence: 3 Last delivery: 1m0s ago
    Acknowledgment Floor: Consumer sequence: 2 Stream sequence: 2
        Outstanding Acks: 2 out of maximum 1,000
    Redelivered Messages: 1
    Unprocessed Messages: 7
           Waiting Pulls: 0 of maximum 512
)");
}

TEST_CASE("ls: a table, and consumers that do not answer") {
  FakeWorld world;
  with_stream(world);
  auto list = consumer_list(consumer_info("NEW"), 2);
  list.insert(list.size() - 1, R"(,"missing":["LOST"])");
  world.transport().answer(api("CONSUMER.LIST.ORDERS"), list);
  const auto outcome = world.run({"nats", "con", "ls", "ORDERS"});
  CHECK(outcome.out.starts_with(
      R"(╭──────────────────────────────────────────────────────────────────────────────────────╮
│                                       Consumers                                      │
├──────┬─────────────┬─────────────────────┬─────────────┬─────────────┬───────────────┤
│ Name │ Description │ Created             │ Ack Pending │ Unprocessed │ Last Delivery │
├──────┼─────────────┼─────────────────────┼─────────────┼─────────────┼───────────────┤
│ NEW  │             │ 2026-11-21 09:00:00 │           2 │           7 │ 1m0s          │
╰──────┴─────────────┴─────────────────────┴─────────────┴─────────────┴───────────────╯
)"));
  CHECK(outcome.out.find("│ LOST") != std::string::npos);
  const auto machines = world.run({"nats", "con", "ls", "ORDERS", "-o", "name"});
  CHECK(machines.out == "NEW\n");
  CHECK(machines.err == "warning: inaccessible consumers are left out: LOST\n");
}

TEST_CASE("edit: only durable ones; the same name; from the editor") {
  FakeWorld world;
  world.transport().answer(api("CONSUMER.INFO.ORDERS.NEW"), consumer_info("NEW"));
  world.answers().answer("", "name: OTHER\ndurable_name: OTHER\nack_policy: explicit\n");
  const auto renamed = world.run({"nats", "consumer", "edit", "ORDERS", "NEW", "-i"});
  CHECK(renamed.status == 1);
  CHECK(renamed.err.starts_with("nats: error: a consumer's name cannot be changed\n"));
  FakeWorld passing;
  auto info = consumer_info("NEW");
  const std::string durable = R"("durable_name":"NEW",)";
  info.erase(info.find(durable), durable.size());
  passing.transport().answer(api("CONSUMER.INFO.ORDERS.NEW"), info);
  const auto refused = passing.run({"nats", "consumer", "edit", "ORDERS", "NEW", "--sample", "1"});
  CHECK(refused.err.starts_with("nats: error: only durable consumers can be edited\n"));
}

TEST_CASE("rm: a declined question deletes nothing, and is no error") {
  FakeWorld world;
  world.transport().answer(api("CONSUMER.INFO.ORDERS.NEW"), consumer_info("NEW"));
  world.answers().answer("Really delete Consumer ORDERS > NEW", "n");
  CHECK(world.run({"nats", "consumer", "rm", "ORDERS", "NEW"}).status == 0);
  CHECK(world.transport().sent().size() == 1);
}

TEST_CASE("report: shares, and raw numbers") {
  FakeWorld world;
  with_stream(world);
  world.transport().answer(api("CONSUMER.LIST.ORDERS"), consumer_list(consumer_info("NEW"), 1));
  CHECK(world.run({"nats", "c", "report", "ORDERS"}).out.find("│ 7 / 70%     │") !=
        std::string::npos);
  CHECK(world.run({"nats", "c", "report", "ORDERS", "-r"}).out.find("│ 7           │") !=
        std::string::npos);
  CHECK(world.run({"nats", "c", "report", "ORDERS", "--watch", "1ms"}).status == 2);
}

TEST_CASE("next: goes on where it may pull and not look, and says what is wrong") {
  FakeWorld world;
  world.transport().answer(api("CONSUMER.MSG.NEXT.ORDERS.NEW"), "hello");
  const auto pulled = world.run({"nats", "consumer", "next", "ORDERS", "NEW", "--raw"});
  CHECK(pulled.out == "hello\n");
  CHECK(pulled.status == 0);
  FakeWorld push;
  push.transport().answer(api("CONSUMER.INFO.ORDERS.NEW"),
                          consumer_info("NEW", R"(,"deliver_subject":"x")"));
  CHECK(push.run({"nats", "consumer", "next", "ORDERS", "NEW"})
            .err.starts_with("nats: error: consumer ORDERS > NEW is a push consumer\n"));
  FakeWorld nobody;
  CHECK(nobody.run({"nats", "consumer", "next", "ORDERS", "NEW"}).status == 5);
  for (const auto* count : {"0", "-1", "x", "99999999999"}) {
    CHECK(nobody.run({"nats", "consumer", "next", "ORDERS", "NEW", "--count", count}).status == 2);
  }
}

}  // namespace
}  // namespace natsop::test
