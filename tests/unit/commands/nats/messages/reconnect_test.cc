#include <doctest/doctest.h>
#include <fmt/format.h>

#include <sstream>

#include "commands/nats/messages/stream_feed.h"
#include "core/base/files.h"
#include "tests/support/nats_server.h"

using namespace natsop;
using namespace natsop::commands::nats::messages;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

class NoInterrupt final : public cli::Interrupt {
 public:
  void arm() override {}
  [[nodiscard]] bool pending() const override { return false; }
  [[nodiscard]] bool wait(std::chrono::nanoseconds) override { return true; }
  [[nodiscard]] int fd() const override { return -1; }
};

/// A command's surroundings with a real server in them.
struct Surroundings {
  test::NatsServer server = *test::NatsServer::start({}, {"-js"});
  TempDir home = *TempDir::make("natsop-test");
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  SystemClock clock;
  SystemRandom random;
  NoInterrupt interrupt;
  cli::World world{.io = {in, out, err},
                   .environment = [](std::string_view) { return std::nullopt; },
                   .cwd = home.path().string(),
                   .terminal = {},
                   .clock = clock,
                   .random = random,
                   .interrupt = interrupt,
                   .connect = client::Connection::connect,
                   .program = "natsop"};
  std::shared_ptr<cli::NatsGlobals> globals = std::make_shared<cli::NatsGlobals>();
  std::unique_ptr<cli::Context> ctx;

  Surroundings() {
    globals->server = server.url();
    globals->no_context = true;
    globals->timeout = seconds(2);
    ctx = std::make_unique<cli::Context>(world, globals, std::make_shared<cli::NscGlobals>());
    jetstream::StreamConfig config;
    config.name = "S";
    config.subjects = {"s.>"};
    REQUIRE((*ctx->jetstream())->create_stream(config));
  }

  /// Publishes until it is stored: right after a restart the API is not there yet.
  void publish(const std::string& text) {
    jetstream::Message message;
    message.subject = "s.x";
    message.data = text;
    const auto end = clock.steady() + seconds(20);
    while (clock.steady() < end) {
      if ((*ctx->jetstream())->publish(message)) return;
    }
    FAIL("never stored: ", text);
  }
};

/// Bodies, as long as there are fewer than `count` and within reason.
std::vector<std::string> read(Feed& feed, std::size_t count, const Clock& clock) {
  std::vector<std::string> out;
  const auto end = clock.steady() + seconds(20);
  while (out.size() < count && clock.steady() < end) {
    auto items = feed.next(milliseconds(200));
    REQUIRE(items);
    for (const auto& item : *items) out.push_back(item.message.data);
  }
  return out;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("an ordered feed goes on where it was when the server comes back") {
  Surroundings s;
  s.publish("1");
  s.publish("2");
  const auto feed = *open_ordered_feed({.stream = "S"}, *s.ctx);
  CHECK(read(*feed, 2, s.clock) == Texts{"1", "2"});
  CHECK(feed->caught_up());
  s.server.kill();
  REQUIRE(s.server.restart());
  s.publish("3");
  CHECK(read(*feed, 1, s.clock) == Texts{"3"});
  CHECK(feed->close().empty());
  CHECK((*s.ctx->jetstream())->consumer_names("S")->empty());
}

TEST_CASE("a feed of new messages misses none that come while its server is away") {
  Surroundings s;
  s.publish("old");
  const auto feed =
      *open_ordered_feed({.stream = "S", .from = jetstream::DeliverPolicy::New}, *s.ctx);
  s.server.kill();
  REQUIRE(s.server.restart());
  s.publish("new");
  CHECK(read(*feed, 1, s.clock) == Texts{"new"});
}

TEST_CASE("an ordered feed makes its consumer anew when somebody deletes it") {
  Surroundings s;
  s.publish("1");
  const auto feed = *open_ordered_feed({.stream = "S"}, *s.ctx);
  CHECK(read(*feed, 1, s.clock) == Texts{"1"});
  auto& api = **s.ctx->jetstream();
  const auto names = api.consumer_names("S");
  REQUIRE(names->size() == 1);
  REQUIRE(api.delete_consumer("S", names->front()));
  s.publish("2");
  CHECK(read(*feed, 1, s.clock) == Texts{"2"});
  REQUIRE(api.delete_stream("S"));
}

TEST_CASE("push consumers deliver, with their flow control answered") {
  Surroundings s;
  auto& api = **s.ctx->jetstream();
  jetstream::ConsumerConfig config;
  config.durable_name = "PUSH";
  config.deliver_subject = "deliver.here";
  config.flow_control = true;
  config.idle_heartbeat = milliseconds(100);
  config.ack_policy = jetstream::AckPolicy::Explicit;
  const auto info = api.create_consumer("S", config);
  REQUIRE(info);
  const auto feed = *open_durable_feed(*info, 0, *s.ctx);
  CHECK(feed->acknowledged());
  Texts expected;
  // More than a flow control window's worth of bytes.
  const std::string filler(4096, 'x');
  for (int i = 0; i < 64; ++i) {
    expected.push_back(fmt::format("{} {}", i, filler));
    s.publish(expected.back());
  }
  CHECK(read(*feed, expected.size(), s.clock) == expected);
}
