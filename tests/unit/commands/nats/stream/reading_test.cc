#include <doctest/doctest.h>

#include "tests/unit/commands/nats/stream/answers.h"

namespace natsop::test {
namespace {

constexpr auto kNoMessage =
    R"({"type":"x","error":{"code":404,"err_code":10037,"description":"no message found"}})";

/// "X-A: 1" as a header block, and the body "body N".
std::string message(int seq, std::string_view time = "2026-11-21T09:44:40Z", bool headers = false) {
  static const std::array<const char*, 4> kBodies{"Ym9keSAw", "Ym9keSAx", "Ym9keSAy", "Ym9keSAz"};
  return fmt::format(R"({{"type":"io.nats.jetstream.api.v1.stream_msg_get_response","message":)"
                     R"({{"subject":"cnc","seq":{},"data":"{}"{},"time":"{}"}}}})",
                     seq, kBodies[static_cast<std::size_t>(seq % 4)],
                     headers ? R"(,"hdrs":"TkFUUy8xLjANClgtQTogMQ0KDQo=")" : "", time);
}

struct World : FakeWorld {
  World() { transport().answer(api("STREAM.INFO.cnc"), stream_info("cnc", "", 3)); }

  World& holds(const std::vector<std::string>& messages) {
    for (const auto& one : messages) transport().answer(api("STREAM.MSG.GET.cnc"), one);
    transport().answer(api("STREAM.MSG.GET.cnc"), kNoMessage);
    return *this;
  }

  std::vector<std::string> requests() {
    std::vector<std::string> out;
    for (const auto& sent : transport().sent()) {
      if (sent.subject == api("STREAM.MSG.GET.cnc")) out.push_back(sent.data);
    }
    return out;
  }
};

TEST_CASE("get: one message, with its headers") {
  World world;
  world.holds({message(2, "2026-11-21T09:44:40Z", true)});
  const auto outcome = world.run({"nats", "stream", "get", "cnc", "2"});
  CHECK(outcome.status == 0);
  CHECK(outcome.out.starts_with("Item: cnc#2 received 2026-11-21 09:44:40 ("));
  CHECK(outcome.out.ends_with(") on Subject cnc\n\nHeaders:\n  X-A: 1\n\nbody 2\n"));
  CHECK(world.requests() == std::vector<std::string>{R"({"seq":2})"});
  const auto gone = world.run({"nats", "stream", "get", "cnc", "9"});
  CHECK(gone.status == 3);
  CHECK(gone.err.find("no message found") != std::string::npos);
}

TEST_CASE("get: as JSON, and the newest of a subject") {
  World world;
  world.holds({message(1)});
  const auto outcome = world.run({"nats", "stream", "get", "cnc", "-S", "cnc.*", "--json"});
  CHECK(json::Doc::parse(outcome.out)->text_at("/data") == "Ym9keSAx");
  CHECK(world.requests() == std::vector<std::string>{R"({"last_by_subj":"cnc.*"})"});
}

TEST_CASE("get: asks for a sequence, or a subject") {
  World world;
  world.holds({message(1), message(2)});
  world.answers()
      .answer("Message Sequence to retrieve", "-1")
      .answer("Subject to retrieve last message for", "cnc");
  CHECK(world.run({"nats", "stream", "get", "cnc"}).status == 0);
  world.answers().answer("Message Sequence to retrieve", "2");
  CHECK(world.run({"nats", "stream", "get", "cnc"}).status == 0);
  CHECK(world.requests() == std::vector<std::string>{R"({"last_by_subj":"cnc"})", R"({"seq":2})"});
}

TEST_CASE("get: bad input") {
  for (const auto& words : std::vector<std::vector<std::string>>{{"cnc"},
                                                                 {"cnc", "0"},
                                                                 {"cnc", "-1"},
                                                                 {"cnc", "two"},
                                                                 {"cnc", "-S", "a b"},
                                                                 {"cnc", "1", "-S", "a"},
                                                                 {"c.nc", "1"}}) {
    World world;
    std::vector<std::string> argv{"nats", "stream", "get"};
    argv.insert(argv.end(), words.begin(), words.end());
    CAPTURE(words.back());
    CHECK(world.run(argv).status == 2);
    CHECK(world.transport().sent().empty());
  }
}

TEST_CASE("view: in a pipe everything there was, or one page") {
  World world;
  world.holds({message(1, "2026-11-21T09:44:40Z", true), message(3), message(4)});
  const auto outcome = world.run({"nats", "stream", "view", "cnc"});
  CHECK(outcome.status == 0);
  CHECK(outcome.out ==
        "[1] Subject: cnc Received: 2026-11-21 09:44:40\n  X-A: 1\n\nbody 1\n\n"
        "[3] Subject: cnc Received: 2026-11-21 09:44:40\n\nbody 3\n\n");
  CHECK(outcome.err.find("Reached apparent end of data") != std::string::npos);
  CHECK(world.requests() == std::vector<std::string>{R"({"seq":1,"next_by_subj":">"})",
                                                     R"({"seq":2,"next_by_subj":">"})",
                                                     R"({"seq":4,"next_by_subj":">"})"});
  World page;
  page.holds({message(1), message(2), message(3)});
  CHECK(page.run({"nats", "stream", "view", "cnc", "2", "--raw"}).out == "body 1\nbody 2\n");
}

TEST_CASE("view: on a terminal page after page, until there is no more") {
  World world;
  world.holds({message(1), message(2), message(3)});
  world.answers().answer("Next Page?", "");
  const auto outcome = world.run({"nats", "stream", "view", "cnc", "2", "--raw"});
  CHECK(outcome.status == 0);
  CHECK(outcome.out == "body 1\nbody 2\nbody 3\n");
  CHECK(world.answers().done());
  World enough;
  enough.holds({message(1), message(2), message(3)});
  enough.answers().answer("Next Page?", "n");
  CHECK(enough.run({"nats", "stream", "view", "cnc", "1", "--raw"}).out == "body 1\n");
}

TEST_CASE("view: from a sequence, of a subject, as documents, through a command") {
  World world;
  world.holds({message(2), message(3)});
  const auto good =
      world.run({"nats", "stream", "view", "cnc", "--id", "2", "--subject", "*", "-o", "ndjson"});
  CHECK(good.out.starts_with(R"({"subject":"cnc","seq":2,)"));
  CHECK(world.requests()[0] == R"({"seq":2,"next_by_subj":"*"})");
  World list;
  list.holds({message(1), message(2)});
  const auto all = list.run({"nats", "stream", "view", "cnc", "-o", "json"});
  CHECK(json::Doc::parse(all.out)->size() == 2);
  World upper;
  upper.holds({message(1)});
  CHECK(upper.run({"nats", "stream", "view", "cnc", "--raw", "--translate", "tr a-z A-Z"}).out ==
        "BODY 1\n");
}

/// A message as a batched direct get sends it; status 204 ends the batch.
jetstream::Message direct(int seq, int status = 0) {
  jetstream::Message out;
  out.status = status;
  if (status != 0) return out;
  out.headers = {{"Nats-Stream", "cnc"},
                 {"Nats-Subject", "cnc"},
                 {"Nats-Sequence", std::to_string(seq)},
                 {"Nats-Time-Stamp", "2026-11-21T09:44:40Z"},
                 {"Nats-Num-Pending", "1"},
                 {"Own", "kept"}};
  out.data = fmt::format("direct {}", seq);
  return out;
}

TEST_CASE("view: many messages at once where the server can; the leader says where the end is") {
  FakeWorld world;
  world.transport()
      .answer(api("STREAM.INFO.cnc"),
              stream_info("cnc", "", 3, 440, R"(,"metadata":{"_nats.level":"1"})"))
      .answer(api("DIRECT.GET.cnc"), direct(1))
      .answer(api("DIRECT.GET.cnc"), direct(2))
      .answer(api("DIRECT.GET.cnc"), direct(0, 204))
      .answer(api("STREAM.MSG.GET.cnc"), message(3))
      .answer(api("STREAM.MSG.GET.cnc"), kNoMessage);
  const auto page = world.run({"nats", "stream", "view", "cnc", "2"});
  CHECK(page.out ==
        "[1] Subject: cnc Received: 2026-11-21 09:44:40\n  Own: kept\n\ndirect 1\n\n"
        "[2] Subject: cnc Received: 2026-11-21 09:44:40\n  Own: kept\n\ndirect 2\n\n");
  CHECK(world.transport().sent().back().data == R"({"seq":1,"next_by_subj":">","batch":3})");

  FakeWorld refused;  // no answer to direct gets: one by one
  refused.transport()
      .answer(api("STREAM.INFO.cnc"),
              stream_info("cnc", "", 3, 440, R"(,"metadata":{"_nats.level":"1"})"))
      .answer(api("STREAM.MSG.GET.cnc"), message(1))
      .answer(api("STREAM.MSG.GET.cnc"), message(2))
      .answer(api("STREAM.MSG.GET.cnc"), kNoMessage);
  CHECK(refused.run({"nats", "stream", "view", "cnc", "--raw"}).out == "body 1\nbody 2\n");
}

TEST_CASE("view: --since looks for the place by halves") {
  World world;
  world.clock().set(
      Time(std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + std::chrono::hours(10)));
  world.holds({message(2, "2026-11-21T09:10:00Z"), message(3, "2026-11-21T09:40:00Z"),
               message(3, "2026-11-21T09:40:00Z")});
  const auto outcome = world.run({"nats", "stream", "view", "cnc", "--raw", "--since", "30m"});
  CHECK(outcome.out == "body 3\n");
  CHECK(world.requests()[2] == R"({"seq":3,"next_by_subj":">"})");
}

TEST_CASE("view: bad input") {
  for (const auto& words : std::vector<std::vector<std::string>>{{"0"},
                                                                 {"-3"},
                                                                 {"ten"},
                                                                 {"--id", "0"},
                                                                 {"--since", "yesterday"},
                                                                 {"--since", "-1h"},
                                                                 {"--id", "1", "--since", "1h"},
                                                                 {"--subject", "a b"}}) {
    World world;
    std::vector<std::string> argv{"nats", "stream", "view", "cnc"};
    argv.insert(argv.end(), words.begin(), words.end());
    CAPTURE(words.back());
    CHECK(world.run(argv).status == 2);
    CHECK(world.transport().sent().empty());
  }
}

}  // namespace
}  // namespace natsop::test
