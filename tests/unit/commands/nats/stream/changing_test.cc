#include <doctest/doctest.h>

#include "core/base/files.h"
#include "tests/unit/commands/nats/stream/answers.h"

namespace natsop::test {
namespace {

struct World : FakeWorld {
  explicit World(std::string_view config = {}) {
    transport()
        .answer(api("STREAM.INFO.cnc"), stream_info("cnc", "", 10, 440, config))
        .answer(api("STREAM.UPDATE.cnc"), stream_answer("stream_update", "cnc"))
        .answer(api("STREAM.CREATE.new"), stream_answer("stream_create", "new"))
        .answer(api("STREAM.INFO.KV_b"), stream_info("KV_b"))
        .answer(
            api("STREAM.PURGE.cnc"),
            R"({"type":"io.nats.jetstream.api.v1.stream_purge_response","success":true,"purged":1234})")
        .answer(api("STREAM.MSG.DELETE.cnc"), success("stream_msg_delete"));
  }

  /// What the last request to a call of the API held; null when none was sent.
  json::Doc sent(std::string_view call) {
    json::Doc out;
    for (const auto& one : transport().sent()) {
      if (one.subject == api(call)) out = *json::Doc::parse(one.data);
    }
    return out;
  }
};

TEST_CASE("edit: only what was given changes, and the difference is shown first") {
  World world(
      R"(,"no_ack":true,"max_age":0,"later":{"x":1},"metadata":{"_nats.ver":"2.15","k":"v"})");
  const auto outcome =
      world.run({"nats", "stream", "edit", "cnc", "--max-age", "1w", "--max-bytes", "1GB", "-f"});
  CHECK(outcome.status == 0);
  CHECK(
      outcome.out.starts_with("Differences (-old +new):\n- max_bytes: -1\n+ max_bytes: 1.0 GiB\n"
                              "- max_age: 0\n+ max_age: 7d0h0m0s\n\nStream cnc was updated\n\n"
                              "Information for Stream cnc"));
  const auto sent = world.sent("STREAM.UPDATE.cnc");
  CHECK(sent.boolean_at("/no_ack"));
  CHECK(sent.integer_at("/later/x") == 1);
  CHECK(sent.at("/metadata").dump() == R"({"k":"v"})");
  CHECK(sent.integer_at("/max_age") == 604'800'000'000'000);
}

TEST_CASE("edit: a dry run changes nothing and tells by its status whether it would") {
  World world;
  const auto would = world.run({"nats", "stream", "edit", "cnc", "--max-msgs", "5", "--dry-run"});
  CHECK(would.status == 1);
  CHECK(would.out.find("+ max_msgs: 5") != std::string::npos);
  const auto not_at_all =
      world.run({"nats", "stream", "edit", "cnc", "--max-msgs", "-1", "--dry-run"});
  CHECK(not_at_all.status == 0);
  CHECK(not_at_all.out.empty());
  CHECK(world.run({"nats", "stream", "edit", "cnc"}).err.find("No difference in configuration") !=
        std::string::npos);
  const auto json =
      world.run({"nats", "stream", "edit", "cnc", "--max-msgs", "5", "--dry-run", "-o", "json"});
  CHECK(json::Doc::parse(json.out)->text_at("/0/path") == "/max_msgs");
  CHECK(world.sent("STREAM.UPDATE.cnc").is_null());
}

TEST_CASE("edit: asks, takes no for an answer, and cannot ask in a pipe") {
  World world;
  const std::vector<std::string> argv{"nats", "stream", "edit", "cnc", "--description", "x"};
  const auto piped = world.run(argv);
  CHECK(piped.status == 2);
  CHECK(piped.err.find("--force") != std::string::npos);
  world.answers().answer("Really edit Stream cnc", "n");
  CHECK(world.run(argv).status == 0);
  CHECK(world.sent("STREAM.UPDATE.cnc").is_null());
  world.answers().answer("Really edit Stream cnc", "y");
  CHECK(world.run(argv).status == 0);
  CHECK(world.sent("STREAM.UPDATE.cnc").text_at("/description") == "x");
}

TEST_CASE("edit: what the --no flags take away") {
  World world(
      R"(,"subject_transform":{"src":"a","dest":"b"},"republish":{"src":"cnc","dest":"out"},)"
      R"("placement":{"cluster":"c","tags":["t"]},"mirror":{"name":"origin"})");
  CHECK(world
            .run({"nats", "stream", "edit", "cnc", "--no-transform", "--no-republish",
                  "--no-mirror", "--cluster", "", "--tag", "", "-f"})
            .status == 0);
  const auto sent = world.sent("STREAM.UPDATE.cnc");
  for (const auto* gone : {"/subject_transform", "/republish", "/mirror", "/placement"}) {
    CAPTURE(gone);
    CHECK(sent.at(gone).is_null());
  }
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"--mirror", "x"},
           {"--source", "x"},
           {"--no-transform", "--transform-source", "x", "--transform-destination", "y"},
           {"--subjects", "a..b"}}) {
    std::vector<std::string> argv{"nats", "stream", "edit", "cnc", "-f"};
    argv.insert(argv.end(), words.begin(), words.end());
    CAPTURE(words[0]);
    CHECK(world.run(argv).status != 0);
  }
}

TEST_CASE("edit: in an editor, again until it can be read; the name stays") {
  World world;
  world.answers()
      .answer("", "name: [cnc\n")
      .answer("Retry edit", "")
      .answer("", "name: cnc\nsubjects: [cnc]\nmax_msgs: 77\nnum_replicas: 1\nlater: 1\n")
      .answer("Really edit Stream cnc", "y");
  CHECK(world.run({"nats", "stream", "edit", "cnc", "-i"}).status == 0);
  CHECK(world.sent("STREAM.UPDATE.cnc").integer_at("/max_msgs") == 77);
  CHECK(world.sent("STREAM.UPDATE.cnc").integer_at("/later") == 1);
  world.answers().answer("", "name: other\nsubjects: [cnc]\nnum_replicas: 1\n");
  const auto renamed = world.run({"nats", "stream", "edit", "cnc", "-i"});
  CHECK(renamed.status == 1);
  CHECK(renamed.err.find("name cannot be changed") != std::string::npos);
}

TEST_CASE("edit: a bucket's stream warns first") {
  World world;
  world.answers().answer("Really operate on the KV stream?", "n");
  const auto outcome = world.run({"nats", "stream", "edit", "KV_b", "--description", "x"});
  CHECK(outcome.status != 0);
  CHECK(outcome.err.find("aborting Key-Value store operation") != std::string::npos);
}

TEST_CASE("copy: the configuration under another name, with changes") {
  World world(R"(,"metadata":{"_nats.level":"1","k":"v"},"later":1)");
  const auto outcome =
      world.run({"nats", "stream", "cp", "cnc", "new", "--subjects", "new", "--storage", "memory",
                 "--first-sequence", "7", "--limit-consumer-max-pending", "9"});
  CHECK(outcome.status == 0);
  const auto sent = world.sent("STREAM.CREATE.new");
  CHECK(sent.text_at("/name") == "new");
  CHECK(sent.text_at("/storage") == "memory");
  CHECK(sent.integer_at("/first_seq") == 7);
  CHECK(sent.integer_at("/consumer_limits/max_ack_pending") == 9);
  CHECK(sent.integer_at("/later") == 1);
  CHECK(sent.at("/metadata").dump() == R"({"k":"v"})");
  CHECK(world.run({"nats", "stream", "copy", "cnc", "cnc"}).status == 2);
  CHECK(world.run({"nats", "stream", "copy", "cnc", "a.b"}).status == 2);
  CHECK(world.run({"nats", "stream", "copy", "cnc"}).status == 2);
}

TEST_CASE("purge: how much, by which limits, and the state afterwards") {
  World world;
  const auto outcome =
      world.run({"nats", "stream", "purge", "cnc", "-f", "--subject", "cnc.*", "--keep", "3"});
  CHECK(outcome.status == 0);
  CHECK(outcome.out.starts_with("Purged 1,234 messages from cnc\n\nState for Stream cnc"));
  CHECK(world.sent("STREAM.PURGE.cnc").dump() == R"({"filter":"cnc.*","keep":3})");
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"--seq", "3", "--keep", "3"}, {"--seq", "0"}, {"--seq", "-1"}, {"--subject", "a b"}}) {
    World other;
    std::vector<std::string> argv{"nats", "stream", "purge", "cnc", "-f"};
    argv.insert(argv.end(), words.begin(), words.end());
    CAPTURE(words[1]);
    CHECK(other.run(argv).status == 2);
    CHECK(other.transport().sent().empty());
  }
  World careful;
  CHECK(careful.run({"nats", "stream", "purge", "cnc"}).status == 2);
  careful.answers().answer("Really purge Stream cnc", "");
  CHECK(careful.run({"nats", "stream", "purge", "cnc"}).status == 0);
  CHECK(careful.sent("STREAM.PURGE.cnc").is_null());
}

TEST_CASE("rmm: asks for the sequence and for leave, and overwrites") {
  World world;
  world.answers()
      .answer("Message Sequence to remove", "12")
      .answer("Really remove message 12 from Stream cnc", "y");
  CHECK(world.run({"nats", "stream", "rmm", "cnc"}).status == 0);
  CHECK(world.sent("STREAM.MSG.DELETE.cnc").dump() == R"({"seq":12})");
  World piped;
  CHECK(piped.run({"nats", "stream", "rmm", "cnc"}).status == 2);
  CHECK(piped.run({"nats", "stream", "rmm", "cnc", "0", "-f"}).status == 2);
  CHECK(piped.run({"nats", "stream", "rmm", "cnc", "x", "-f"}).status == 2);
  CHECK(piped.run({"nats", "stream", "rmm", "cnc", "5"}).status == 2);
  CHECK(piped.sent("STREAM.MSG.DELETE.cnc").is_null());
}

}  // namespace
}  // namespace natsop::test
