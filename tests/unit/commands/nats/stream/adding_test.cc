#include <doctest/doctest.h>

#include "core/base/files.h"
#include "tests/unit/commands/nats/stream/answers.h"

namespace natsop::test {
namespace {

constexpr auto kAccount =
    R"({"type":"io.nats.jetstream.api.v1.account_info_response","memory":0,"storage":0,"streams":0,)"
    R"("consumers":0,"limits":{"max_memory":-1,"max_storage":-1,"max_streams":-1,"max_consumers":-1,)"
    R"("max_bytes_required":false},"api":{"total":1,"errors":0}})";

struct World : FakeWorld {
  World() {
    transport()
        .answer(api("INFO"), kAccount)
        .answer(api("STREAM.CREATE.cnc"), stream_answer("stream_create", "cnc"));
  }

  /// What the last request to make a stream held; null when none was sent.
  json::Doc created() {
    json::Doc out;
    for (const auto& sent : transport().sent()) {
      if (sent.subject.starts_with("$JS.API.STREAM.CREATE.")) out = *json::Doc::parse(sent.data);
    }
    return out;
  }

  std::string file(const std::string& name, const std::string& content) {
    auto path = home() + "/" + name;
    REQUIRE(write_file_atomic(path, content, kPrivateFile));
    return path;
  }
};

TEST_CASE("add: every question, with what a bare Enter means") {
  World world;
  world.answers()
      .answer("Stream Name", "cnc")
      .answer("Subjects", "cnc, cnc.more")
      .answer("Storage", "memory")
      .answer("Replication", "3")
      .answer("Retention Policy", "Work Queue")
      .answer("Discard Policy", "New")
      .answer("Stream Messages Limit", "100")
      .answer("Per Subject Messages Limit", "10")
      .answer("Total Stream Size", "1MB")
      .answer("Message TTL", "1d")
      .answer("Max Message Size", "1K")
      .answer("Duplicate tracking time window", "")
      .answer("Allow message Roll-ups", "y")
      .answer("Allow message deletion", "n")
      .answer("Allow purging subjects or the entire stream", "");
  const auto outcome = world.run({"nats", "stream", "add"});
  CHECK(outcome.status == 0);
  CHECK(world.answers().done());
  CHECK(outcome.out.starts_with("Stream cnc was created\n\nInformation for Stream cnc"));
  const auto sent = world.created();
  CHECK(sent.at("/subjects").texts() == std::vector<std::string>{"cnc", "cnc.more"});
  CHECK(sent.text_at("/storage") == "memory");
  CHECK(sent.integer_at("/num_replicas") == 3);
  CHECK(sent.text_at("/retention") == "workqueue");
  CHECK(sent.text_at("/discard") == "new");
  CHECK(sent.integer_at("/max_msgs") == 100);
  CHECK(sent.integer_at("/max_msgs_per_subject") == 10);
  CHECK(sent.integer_at("/max_bytes") == 1 << 20);
  CHECK(sent.integer_at("/max_age") == 86'400'000'000'000);
  CHECK(sent.integer_at("/max_msg_size") == 1024);
  CHECK(sent.integer_at("/duplicate_window") == 120'000'000'000);
  CHECK(sent.boolean_at("/allow_rollup_hdrs"));
  CHECK(sent.boolean_at("/deny_delete"));
  CHECK_FALSE(sent.boolean_at("/deny_purge"));
}

TEST_CASE("add: a mirror's questions, in order; --output writes the file and makes nothing") {
  World world;
  world.answers();
  for (const auto* question :
       {"Storage", "Replication", "Retention Policy", "Discard Policy", "Stream Messages Limit",
        "Total Stream Size", "Message TTL", "Max Message Size", "Allow message Roll-ups",
        "Allow message deletion", "Allow purging", "Configure a custom durable consumer",
        "Adjust mirror start", "Adjust mirror filter and transform"}) {
    world.answers().answer(question, "");
  }
  world.answers()
      .answer("Import mirror from a different JetStream domain", "y")
      .answer("Foreign JetStream domain name", "hub")
      .answer("Delivery prefix", "");
  const auto path = world.home() + "/recv";
  const auto outcome =
      world.run({"nats", "stream", "add", "recv", "--mirror", "cnc", "--output", path});
  CHECK(outcome.status == 0);
  CHECK(outcome.out.empty());
  CHECK(world.created().is_null());
  const auto written = json::Doc::parse(read_file(path).value_or(""));
  REQUIRE(written);
  CHECK(written->text_at("/mirror/external/api") == "$JS.hub.API");
  CHECK(written->text_at("/mirror/external/deliver").empty());
  CHECK(written->integer_at("/max_msgs_per_subject") <= 0);
  CHECK(*file_mode(path) == 0600);
}

TEST_CASE("add: two sources of one name are asked about one after the other") {
  World world;
  auto& answers = world.answers();
  for (const auto* domain : {"spoke-1", "spoke-2"}) {
    answers.answer("Configure a custom durable consumer for \"test\"", "")
        .answer("Adjust source \"test\" start", "")
        .answer("Adjust source \"test\" filter and transform", "")
        .answer("Import \"test\" from a different JetStream domain", "y")
        .answer("test Source foreign JetStream domain name", domain)
        .answer("test Source foreign JetStream domain delivery prefix", "");
  }
  world.transport().answer(api("STREAM.CREATE.all"), stream_answer("stream_create", "all"));
  const auto outcome = world.run({"nats",
                                  "stream",
                                  "add",
                                  "all",
                                  "--source",
                                  "test",
                                  "--source",
                                  "test",
                                  "--storage",
                                  "file",
                                  "--replicas",
                                  "1",
                                  "--retention",
                                  "limits",
                                  "--discard",
                                  "old",
                                  "--max-msgs",
                                  "-1",
                                  "--max-bytes",
                                  "-1",
                                  "--max-age",
                                  "-1",
                                  "--max-msg-size",
                                  "-1",
                                  "--dupe-window",
                                  "2m",
                                  "--no-allow-rollup",
                                  "--no-deny-delete",
                                  "--no-deny-purge"});
  CHECK(outcome.status == 0);
  CHECK(world.answers().done());
  CHECK(world.created().text_at("/sources/0/external/api") == "$JS.spoke-1.API");
  CHECK(world.created().text_at("/sources/1/external/api") == "$JS.spoke-2.API");
}

TEST_CASE("add: without a terminal one error lists every missing flag") {
  World world;
  const auto outcome = world.run({"nats", "stream", "add", "--max-age", "1h"});
  CHECK(outcome.status == 2);
  CHECK(outcome.err.find("these are missing: a stream name, --subjects, --storage, --replicas, "
                         "--retention, --discard, --max-msgs, --max-msgs-per-subject, --max-bytes, "
                         "--max-msg-size, --dupe-window, --[no-]allow-rollup, --[no-]deny-delete, "
                         "--[no-]deny-purge\n") != std::string::npos);
  const auto rest = world.run({"nats", "stream", "add", "--defaults"});
  CHECK(rest.status == 2);
  CHECK(rest.err.find("are missing: a stream name, --subjects\n") != std::string::npos);
  CHECK(world.created().is_null());
}

TEST_CASE("add: --defaults, and the account that insists on a size") {
  World world;
  CHECK(world.run({"nats", "stream", "add", "cnc", "--subjects", "a b,c", "--defaults"}).status ==
        0);
  CHECK(world.created().at("/subjects").size() == 3);
  CHECK(world.created().integer_at("/max_bytes") == -1);
  CHECK(world.created().boolean_at("/allow_direct"));
  FakeWorld strict;
  auto account = std::string(kAccount);
  account.replace(account.find("required\":false"), 15, "required\":true");
  strict.transport().answer(api("INFO"), account);
  const auto path = strict.home() + "/out";
  CHECK(
      strict.run({"nats", "stream", "add", "x", "--subjects", "a", "--defaults", "--output", path})
          .status == 0);
  CHECK(json::Doc::parse(*read_file(path))->integer_at("/max_bytes") == 256 << 20);
}

TEST_CASE("add: bad input on the command line is refused before anything is sent") {
  const std::vector<std::vector<std::string>> wrong{
      {"a.b", "--subjects", "x"},
      {"a b", "--subjects", "x"},
      {"cnc", "--max-bytes", "1XB"},
      {"cnc", "--max-bytes", "99999999999999999999"},
      {"cnc", "--max-msg-size", "3GB"},
      {"cnc", "--max-age", "soon"},
      {"cnc", "--max-age", "-5m"},
      {"cnc", "--max-age", "300y"},
      {"cnc", "--dupe-window", "1 lightyear"},
      {"cnc", "--replicas", "0"},
      {"cnc", "--replicas", "99999999999999999999"},
      {"cnc", "--max-msgs", "many"},
      {"cnc", "--storage", "tape"},
      {"cnc", "--mirror", "x", "--subjects", "y"},
      {"cnc", "--mirror", "{\"nam\":1}"},
      {"cnc", "--source", "{}"},
      {"cnc", "--republish-source", "x"},
      {"cnc", "--republish-headers"},
      {"cnc", "--transform-destination", "x"},
      {"cnc", "--config", "/no/such/file"},
  };
  for (const auto& words : wrong) {
    World world;
    std::vector<std::string> argv{"nats", "stream", "add", "--defaults"};
    argv.insert(argv.end(), words.begin(), words.end());
    if (words.size() > 1 && words[1].starts_with("--max"))
      argv.insert(argv.end(), {"--subjects", "s"});
    const auto outcome = world.run(argv);
    CAPTURE(fmt::format("{} {} {}", words[0], words[1], outcome.err));
    CHECK(outcome.status == 2);
    CHECK(outcome.out.empty());
    CHECK(world.transport().sent().empty());
  }
}

TEST_CASE("add: what a server would refuse is told before it is asked") {
  World world;
  const auto outcome =
      world.run({"nats", "stream", "add", "cnc", "--subjects", "a..b,ok,x.>.y", "--defaults"});
  CHECK(outcome.status == 1);
  CHECK(outcome.err.find("a..b") != std::string::npos);
  CHECK(outcome.err.find("x.>.y") != std::string::npos);
  CHECK(world.created().is_null());
  const auto validated =
      world.run({"nats", "stream", "add", "cnc", "--subjects", ">", "--defaults", "--validate"});
  CHECK(validated.status == 1);
  CHECK(validated.err.find("Validation Failed: ") != std::string::npos);
}

TEST_CASE("add: --validate shows the configuration and makes nothing") {
  World world;
  const auto outcome =
      world.run({"nats", "stream", "add", "cnc", "--subjects", "cnc", "--defaults", "--validate"});
  CHECK(outcome.status == 0);
  CHECK(outcome.out.starts_with("{\n  \"name\": \"cnc\",\n"));
  CHECK(
      outcome.out.ends_with("}\n\nConfiguration is a valid Stream matching "
                            "io.nats.jetstream.api.v1.stream_configuration\n"));
  CHECK(world.created().is_null());
}

TEST_CASE("add: --json prints JSON alone") {
  World world;
  const auto outcome =
      world.run({"nats", "stream", "add", "cnc", "--subjects", "cnc", "--defaults", "--json"});
  CHECK(outcome.status == 0);
  CHECK(json::Doc::parse(outcome.out));
  CHECK(outcome.err.find("Stream cnc was created\n") != std::string::npos);
}

TEST_CASE("add: a file of a configuration, of an info, and YAML; unknown fields travel on") {
  World world;
  const auto plain =
      world.file("plain.json",
                 R"({"name":"other","subjects":["a"],"from_the_future":{"deep":[1,"x"]},)"
                 R"("placement":{"cluster":"c","zone":"z"},"metadata":{"_nats.ver":"2","k":"v"}})");
  CHECK(world.run({"nats", "stream", "add", "cnc", "--config", plain, "--replicas", "3"}).status ==
        0);
  const auto sent = world.created();
  CHECK(sent.text_at("/name") == "cnc");
  CHECK(sent.integer_at("/num_replicas") == 3);
  CHECK(sent.at("/from_the_future").dump() == R"({"deep":[1,"x"]})");
  CHECK(sent.text_at("/placement/zone") == "z");
  CHECK(sent.at("/metadata").dump() == R"({"k":"v"})");

  const auto info = world.file("info.json", stream_info("cnc", "", 1, 1, R"(,"later":true)"));
  CHECK(world.run({"nats", "stream", "add", "--config", info}).status == 0);
  CHECK(world.created().boolean_at("/later"));
  CHECK(world.created().at("/state").is_null());

  const auto yaml = world.file("c.yaml", "name: cnc\nsubjects: [from.yaml]\nlater: 7\n");
  CHECK(world.run({"nats", "stream", "add", "--config", yaml}).status == 0);
  CHECK(world.created().text_at("/subjects/0") == "from.yaml");
  CHECK(world.created().integer_at("/later") == 7);

  const auto written = world.home() + "/written.json";
  CHECK(world.run({"nats", "stream", "add", "--config", plain, "--output", written}).status == 0);
  CHECK(read_file(written)->find("from_the_future") != std::string::npos);
}

TEST_CASE("add: a bad --config says what is wrong with which file") {
  World world;
  const auto fails = [&](const std::string& path, std::string_view why) {
    const auto outcome = world.run({"nats", "stream", "add", "--config", path});
    CAPTURE(outcome.err);
    CHECK(outcome.status != 0);
    CHECK(outcome.err.find(path) != std::string::npos);
    CHECK(outcome.err.find(why) != std::string::npos);
    CHECK(world.created().is_null());
  };
  fails(world.home(), "is a folder, not a file");
  fails(world.file("broken.json", R"({"name":"cnc",)"), "line 1, column 15");
  fails(world.file("list.json", "[]"), "no stream configuration");
  fails(world.file("type.json", R"({"name":"cnc","max_msgs":"many"})"), "max_msgs");
  fails(world.file("choice.json", R"({"name":"cnc","storage":"tape"})"), "tape");
  fails(world.file("nameless.json", R"({"subjects":["a"]})"), "names no stream");
  fails(world.file("empty.json", ""), "");
}

TEST_CASE("add: a server that knows less is told of; one that refuses leaves a hint") {
  World world;
  const auto config = world.file("c.json", R"({"name":"cnc","subjects":["cnc"],"later":1})");
  const auto outcome = world.run({"nats", "stream", "add", "--config", config});
  CHECK(outcome.status == 0);
  CHECK(outcome.err.find("does not know and has left out: later") != std::string::npos);
  FakeWorld taken;
  taken.transport()
      .answer(api("INFO"), kAccount)
      .answer(
          api("STREAM.CREATE.cnc"),
          R"({"type":"x","error":{"code":400,"err_code":10065,"description":"subjects overlap"}})");
  const auto refused =
      taken.run({"nats", "stream", "add", "cnc", "--subjects", "a.>", "--defaults"});
  CHECK(refused.status == 1);
  CHECK(refused.err.find("nats stream find --subject 'a.>'") != std::string::npos);
}

}  // namespace
}  // namespace natsop::test
