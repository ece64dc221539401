#include <doctest/doctest.h>

#include "core/base/files.h"
#include "tests/unit/commands/nats/stream/answers.h"

namespace natsop::test {
namespace {

constexpr auto kMirror =
    R"(,"cluster":{"name":"spoke-1","leader":"srv-4252.corp","replicas":[)"
    R"({"name":"srv-4242.corp","current":true,"active":1},{"name":"srv-4292.corp","current":false,"offline":true}]},)"
    R"("mirror":{"name":"cnc","external":{"api":"$JS.hub.API","deliver":""},"lag":1200,"active":410000000})";

TEST_CASE("ls: the smallest first, internal ones hidden") {
  FakeWorld world;
  world.transport().answer(api("STREAM.LIST"),
                           stream_list(stream_info("big", "", 70, 8172) + "," + stream_info("cnc") +
                                           "," + stream_info("KV_x"),
                                       3));
  const auto outcome = world.run({"nats", "stream", "ls"});
  CHECK(outcome.status == 0);
  CHECK(outcome.out.find("KV_x") == std::string::npos);
  CHECK(outcome.out.find("│ cnc  │") < outcome.out.find("│ big  │"));
  CHECK(outcome.out.find("│ 70       │ 8.0 KiB │") != std::string::npos);
  CHECK(outcome.out.ends_with("╯\n\n"));
  CHECK(world.run({"nats", "s", "ls", "-a"}).out.find("KV_x") != std::string::npos);
  CHECK(world.run({"nats", "str", "ls", "--json"}).out == "[\n  \"big\",\n  \"cnc\"\n]\n");
  CHECK(world.run({"nats", "str", "ls", "-o", "name"}).out == "cnc\nbig\n");
}

TEST_CASE("ls: what an empty list means") {
  FakeWorld world;
  world.transport().answer(api("STREAM.LIST"), stream_list("", 0));
  CHECK(world.run({"nats", "stream", "ls"}).out == "No Streams defined\n");
  CHECK(world.run({"nats", "stream", "ls", "-o", "json"}).out == "[]\n");
  FakeWorld hidden;
  hidden.transport().answer(api("STREAM.LIST"), stream_list(stream_info("KV_x"), 1));
  CHECK(hidden.run({"nats", "stream", "ls"}).out ==
        "No Streams defined, pass -a to include system streams\n");
}

TEST_CASE("report: streams, what they replicate, and blank lines where the original has them") {
  FakeWorld world;
  world.transport().answer(
      api("STREAM.LIST"),
      stream_list(stream_info("recv", kMirror, 10, 440) + "," + stream_info("cnc", "", 5, 100), 2));
  const auto outcome = world.run({"nats", "s", "report"});
  CHECK(outcome.status == 0);
  CHECK(outcome.out == R"(Obtaining Stream stats

╭───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╮
│                                                       Stream Report                                                       │
├────────┬─────────┬───────────┬───────────┬──────────┬───────┬──────┬─────────┬───────────┬────────────────────────────────┤
│ Stream │ Storage │ Placement │ Consumers │ Messages │ Bytes │ Lost │ Deleted │ API Level │ Replicas                       │
├────────┼─────────┼───────────┼───────────┼──────────┼───────┼──────┼─────────┼───────────┼────────────────────────────────┤
│ cnc    │ File    │           │ 2         │ 5        │ 100 B │ 0    │ 0       │ 0         │                                │
│ recv   │ File    │           │ 2         │ 10       │ 440 B │ 0    │ 0       │ 0         │ srv-4242, srv-4252*, srv-4292! │
╰────────┴─────────┴───────────┴───────────┴──────────┴───────┴──────┴─────────┴───────────┴────────────────────────────────╯

╭─────────────────────────────────────────────────────────────────────────────────────────────────╮
│                                        Replication Report                                       │
├────────┬────────┬─────────────┬───────────────┬────────────────────────┬────────┬───────┬───────┤
│ Stream │ Kind   │ API Prefix  │ Source Stream │ Filters and Transforms │ Active │ Lag   │ Error │
├────────┼────────┼─────────────┼───────────────┼────────────────────────┼────────┼───────┼───────┤
│ recv   │ Mirror │ $JS.hub.API │ cnc           │                        │ 410ms  │ 1,200 │       │
╰────────┴────────┴─────────────┴───────────────┴────────────────────────┴────────┴───────┴───────╯

)");
}

TEST_CASE("report: one document for machines") {
  FakeWorld world;
  world.transport().answer(api("STREAM.LIST"), stream_list(stream_info("recv", kMirror), 1));
  const auto json = world.run({"nats", "s", "report", "--output", "json"});
  const auto doc = json::Doc::parse(json.out);
  REQUIRE(doc);
  CHECK(doc->text_at("/streams/0/stream") == "recv");
  CHECK(doc->integer_at("/streams/0/bytes") == 440);
  CHECK(doc->boolean_at("/streams/0/peers/2/offline"));
  CHECK(doc->integer_at("/replication/0/lag") == 1200);
  CHECK(world.run({"nats", "s", "report", "--output", "name"}).out == "recv\n");
  CHECK(world.run({"nats", "s", "report", "-l"}).out.find("RAFT Leader Report") !=
        std::string::npos);
  const auto none = world.run({"nats", "s", "report", "--cluster", "other"});
  CHECK(none.out == "Obtaining Stream stats\n\nNo Streams defined\n");
}

TEST_CASE("report: --watch shows it again and again, and lives through failures") {
  FakeWorld world;
  world.transport()
      .answer(api("STREAM.LIST"), stream_list(stream_info("cnc"), 1))
      .answer(api("STREAM.LIST"), R"({"error":{"code":503,"err_code":10008,"description":"gone"}})")
      .answer(api("STREAM.LIST"), stream_list(stream_info("later"), 1));
  world.interrupt().after(3);
  const auto outcome = world.run({"nats", "s", "report", "--watch", "1s"});
  CHECK(outcome.status == 0);
  CHECK(outcome.out.find("cnc") != std::string::npos);
  CHECK(outcome.out.find("gone") != std::string::npos);
  CHECK(outcome.out.find("later") != std::string::npos);
  CHECK(world.run({"nats", "s", "report", "--watch", "1ms"}).status == 2);
}

TEST_CASE("ls: --watch lists again and again") {
  FakeWorld world;
  world.transport()
      .answer(api("STREAM.LIST"), stream_list(stream_info("cnc") + "," + stream_info("KV_x"), 2))
      .answer(api("STREAM.LIST"), stream_list(stream_info("later"), 1));
  world.interrupt().after(2);
  const auto outcome = world.run({"nats", "s", "ls", "--watch", "1s"});
  CHECK(outcome.status == 0);
  CHECK(outcome.out.find("cnc") < outcome.out.find("later"));
  CHECK(outcome.out.find("later") != std::string::npos);
  CHECK(outcome.out.find("KV_x") == std::string::npos);
  CHECK(world.run({"nats", "s", "ls", "--watch", "1s", "--names"}).status == 2);
  CHECK(world.run({"nats", "s", "ls", "--watch", "-1s"}).status == 2);
}

TEST_CASE("report: --dot writes who copies from whom") {
  FakeWorld world;
  world.transport().answer(api("STREAM.LIST"), stream_list(stream_info("recv", kMirror), 1));
  const auto path = world.home() + "/graph.dot";
  CHECK(world.run({"nats", "s", "report", "--dot", path}).status == 0);
  CHECK(read_file(path).value_or("").find(
            "\"cnc ($JS.hub.API)\" -> \"recv\" [color=\"blue\", label=\"Mirror\"];") !=
        std::string::npos);
  CHECK(*file_mode(path) == 0600);
}

TEST_CASE("find: criteria and expressions") {
  FakeWorld world;
  world.transport().answer(api("STREAM.LIST"),
                           stream_list(stream_info("a", "", 0, 0) + "," + stream_info("b") + "," +
                                           stream_info("c", kMirror, 2000, 9000),
                                       3));
  const auto names = [&](std::vector<std::string> flags) {
    std::vector<std::string> argv{"nats", "stream", "find", "--names"};
    argv.insert(argv.end(), flags.begin(), flags.end());
    return world.run(argv).out;
  };
  CHECK(names({"--empty"}) == "a\n");
  CHECK(names({"--empty", "--invert"}) == "b\nc\n");
  CHECK(names({"--mirrored"}) == "");
  CHECK(names({"--server-name", "42.2"}) == "c\n");
  CHECK(names({"--cluster", "^spoke"}) == "c\n");
  CHECK(names({"--expression", "state.messages > 5 and config.name != 'c'"}) == "b\n");
  CHECK(names({"--expression", "any(config.subjects, # == 'a')"}) == "a\n");
  const auto wrong = world.run({"nats", "stream", "find", "--expression", "stat.messages > 5"});
  CHECK(wrong.status == 2);
  CHECK(wrong.err.find("did you mean \"state\"?") != std::string::npos);
  CHECK(world.run({"nats", "stream", "find", "--cluster", "("}).status == 2);
}

TEST_CASE("subjects: ordered, side by side, and as documents") {
  FakeWorld world;
  world.transport().answer(api("STREAM.INFO.cnc"),
                           stream_info("cnc", "").insert(0, "").replace(
                               stream_info("cnc").find(R"("num_subjects":1)"), 16,
                               R"("num_subjects":4,"subjects":{"a":3,"b":1,"c":12,"d":2})"));
  const auto table = world.run({"nats", "stream", "subjects", "cnc"});
  CHECK(table.out.find("4 Subjects in stream cnc") != std::string::npos);
  CHECK(table.out.find("│ b       │ 1     │ a       │ 3     │") != std::string::npos);
  CHECK(world.run({"nats", "stream", "subjects", "cnc", "--names", "--sort", "name"}).out ==
        "a\nb\nc\nd\n");
  CHECK(world.run({"nats", "stream", "subjects", "cnc", "--names", "-R"}).out == "c\na\nd\nb\n");
  CHECK(world.run({"nats", "stream", "subjects", "cnc", "-o", "csv", "--sort", "name"})
            .out.starts_with("Subject,Count\na,3\n"));
  CHECK(world.run({"nats", "stream", "subjects", "cnc", "a..b"}).status == 2);
}

}  // namespace
}  // namespace natsop::test
