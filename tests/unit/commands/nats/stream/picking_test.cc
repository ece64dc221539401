#include <doctest/doctest.h>

#include "tests/unit/commands/nats/stream/answers.h"

namespace natsop::test {
namespace {

struct World : FakeWorld {
  World() {
    transport()
        .answer(api("STREAM.INFO.cnc"), stream_info("cnc"))
        .answer(api("STREAM.INFO.cmc"), no_stream())
        .answer(api("STREAM.INFO.zebra"), no_stream())
        .answer(api("STREAM.NAMES"), stream_names(R"("KV_a","test","cnc")", 3));
  }
};

TEST_CASE("an unknown stream is not found, with the name that was probably meant") {
  World world;
  const auto typo = world.run({"nats", "stream", "info", "cmc"});
  CHECK(typo.status == 3);
  CHECK(typo.out.empty());
  CHECK(typo.err == "nats: error: unknown stream \"cmc\"\n  hint: did you mean \"cnc\"?\n");
  const auto other = world.run({"nats", "stream", "state", "zebra"});
  CHECK(other.status == 3);
  CHECK(other.err ==
        "nats: error: unknown stream \"zebra\"\n  hint: `nats stream ls` lists the streams\n");
}

TEST_CASE("no stream and nobody to ask is a mistake in the command line") {
  World world;
  const auto outcome = world.run({"nats", "stream", "info"});
  CHECK(outcome.status == 2);
  CHECK(outcome.err.find("cannot pick a Stream without a terminal") != std::string::npos);
  CHECK(world.transport().sent().empty());
}

TEST_CASE("a name that no stream can have is a mistake in the command line") {
  World world;
  for (const auto* name : {"a.b", "a b", "a*", "a/b", ""}) {
    CAPTURE(name);
    CHECK(world.run({"nats", "stream", "info", name}).status == 2);
  }
  CHECK(world.transport().sent().empty());
}

TEST_CASE("a person without a name picks a stream; internal ones are offered with -a") {
  World world;
  world.answers().answer("Select a Stream", "cnc");
  const auto picked = world.run({"nats", "stream", "state"});
  CHECK(picked.status == 0);
  CHECK(picked.out.starts_with("State for Stream cnc created 2026-11-21 09:44:28\n"));
  world.answers().answer("Select a Stream", "KV_a");
  CHECK(world.run({"nats", "stream", "state"}).status != 0);
  world.transport().answer(api("STREAM.INFO.KV_a"), stream_info("KV_a"));
  world.answers().answer("Select a Stream", "KV_a");
  CHECK(world.run({"nats", "stream", "state", "-a"}).status == 0);
}

TEST_CASE("a person with a wrong name picks a stream, unless told never to ask") {
  World world;
  world.answers().answer("Select a Stream", "cnc");
  const auto picked = world.run({"nats", "stream", "info", "cmc"});
  CHECK(picked.status == 0);
  CHECK(picked.err == "unknown stream \"cmc\"\n");
  CHECK(world.run({"nats", "stream", "info", "cmc", "--no-select"}).status == 3);
  CHECK(world.answers().done());
}

TEST_CASE("deleting asks first, and --force does not even look") {
  World world;
  world.transport().answer(api("STREAM.DELETE.cnc"), success("stream_delete"));
  world.answers().answer("Really delete Stream cnc", "n");
  CHECK(world.run({"nats", "stream", "rm", "cnc"}).status == 0);
  CHECK(world.transport().sent().back().subject == api("STREAM.INFO.cnc"));
  const auto before = world.transport().sent().size();
  CHECK(world.run({"nats", "stream", "rm", "cnc", "-f"}).status == 0);
  CHECK(world.transport().sent().size() == before + 1);
  CHECK(world.transport().sent().back().subject == api("STREAM.DELETE.cnc"));
}

TEST_CASE("deleting without a terminal needs --force, and that a name") {
  World world;
  const auto asked = world.run({"nats", "stream", "rm", "cnc"});
  CHECK(asked.status == 2);
  CHECK(asked.err.find("--force") != std::string::npos);
  CHECK(world.run({"nats", "stream", "rm", "-f"}).status == 2);
  world.transport().answer(api("STREAM.DELETE.cmc"), no_stream());
  const auto unknown = world.run({"nats", "stream", "rm", "cmc", "-f"});
  CHECK(unknown.status == 3);
  CHECK(unknown.err.find("did you mean \"cnc\"?") != std::string::npos);
}

}  // namespace
}  // namespace natsop::test
