#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>

#include "tests/interop/client/fixture.h"

using namespace natsop;
using namespace natsop::test;
using client::Headers;
using client::Message;

TEST_CASE("messages against nats-server") {
  auto server = must(NatsServer::start());
  auto nc = must(Connection::connect(settings_for(server.url()), {}));

  SUBCASE("publish and next, with headers, reply and every byte") {
    auto sub = must(nc->subscribe("in.*"));
    std::string data;
    for (int byte = 0; byte < 256; ++byte) data += static_cast<char>(byte);
    Headers headers{{"B-Name", "one"}, {"b-name", "lower"}, {"A", "x: y"}};
    headers.add("B-Name", "two");
    must(nc->publish(
        {.subject = "in.a", .reply = "back", .headers = headers, .data = data, .description = {}}));
    must(nc->publish("in.b", "plain"));
    const Message first = must(sub.next(seconds(5)));
    CHECK(first.subject == "in.a");
    CHECK(first.reply == "back");
    CHECK(first.data == data);
    CHECK(first.headers.values("B-Name") == std::vector<std::string>{"one", "two"});
    CHECK(first.headers.get("b-name") == "lower");
    CHECK(first.headers.get("A") == "x: y");
    const Message second = must(sub.next(seconds(5)));
    CHECK(second.data == "plain");
    CHECK(second.reply.empty());
    CHECK(second.headers.empty());
    CHECK(sub.next(milliseconds(10)).error().code() == Code::Timeout);
    CHECK(sub.delivered() == 2);
    const client::Traffic traffic = nc->traffic();
    CHECK(traffic.out_messages == 2);
    CHECK(traffic.in_messages == 2);
  }
  SUBCASE("what may not be sent is refused before it is") {
    CHECK(nc->publish("", "x").error().code() == Code::Invalid);
    CHECK(nc->publish("a b", "x").error().code() == Code::Invalid);
    CHECK(nc->publish("a\r\nPUB x 1", "x").error().code() == Code::Invalid);
    CHECK(nc->publish("a", "x", "r r").error().code() == Code::Invalid);
    CHECK(nc->publish("a", "x", {}, Headers{{"bad name", "v"}}).error().code() == Code::Invalid);
    CHECK(nc->publish("a", "x", {}, Headers{{"bad:", "v"}}).error().code() == Code::Invalid);
    CHECK(nc->subscribe("a..b").error().code() == Code::Invalid);
    CHECK(nc->subscribe("a.>.b").error().code() == Code::Invalid);
    CHECK(nc->subscribe("a", "q q").error().code() == Code::Invalid);
    auto large = nc->publish("a", std::string(nc->max_payload() + 1, 'x'));
    REQUIRE(!large);
    CHECK(large.error().code() == Code::Invalid);
    CHECK(large.error().message() ==
          "the message has 1048577 bytes, and the server takes at most 1048576");
    must(nc->flush());
  }
  SUBCASE("a repeatable request is sent again when nothing answers") {
    std::atomic<int> asked = 0;
    auto service = must(nc->subscribe("deaf", "", [&](Message message) {
      if (++asked == 1) return;
      must(nc->publish(message.reply, "heard " + message.data));
    }));
    CHECK(must(nc->request_repeatable("deaf", "it", {}, seconds(10))).data == "heard it");
    CHECK(asked == 2);
    asked = 0;
    CHECK(nc->request("deaf", "it", {}, milliseconds(50)).error().code() == Code::Timeout);
    CHECK(nc->request_repeatable("nobody", "", {}, seconds(10)).error().code() ==
          Code::Unreachable);
  }
  SUBCASE("request and reply") {
    auto replier = must(nc->subscribe("echo", {}, [&](const Message& message) {
      Headers headers{{"Seen", "yes"}};
      (void)nc->publish(message.reply, "<" + message.data + ">", {}, headers);
    }));
    const Message answer = must(nc->request("echo", "hi", {}, seconds(5)));
    CHECK(answer.data == "<hi>");
    CHECK(answer.headers.get("Seen") == "yes");
  }
  SUBCASE("no responders") {
    auto answer = nc->request("nobody", "hi", {}, seconds(5));
    REQUIRE(!answer);
    CHECK(answer.error().code() == Code::Unreachable);
    CHECK(answer.error().message() == jetstream::kNoResponders);
    auto many = nc->request_many("nobody", "hi", {}, {.timeout = seconds(5), .last = {}});
    REQUIRE(!many);
    CHECK(many.error().message() == jetstream::kNoResponders);

    auto inbox = must(nc->subscribe("own.inbox"));
    must(nc->publish("nobody", "hi", "own.inbox"));
    CHECK(must(inbox.next(seconds(5))).status == 503);
  }
  SUBCASE("a silent responder is a timeout") {
    auto silent = must(nc->subscribe("silent"));
    auto answer = nc->request("silent", "hi", {}, milliseconds(50));
    REQUIRE(!answer);
    CHECK(answer.error().code() == Code::Timeout);
    CHECK(answer.error().message() == "no answer from \"silent\" in time");
  }
  SUBCASE("one request, many answers") {
    auto replier = must(nc->subscribe("many", {}, [&](const Message& message) {
      for (const char* text : {"1", "2", "3", ""}) (void)nc->publish(message.reply, text);
    }));
    const auto count = [&](const jetstream::RequestMany& limits) {
      return must(nc->request_many("many", "", {}, limits)).size();
    };
    CHECK(count({.max_replies = 2, .timeout = seconds(5), .last = {}}) == 2);
    CHECK(count({.timeout = seconds(5), .empty_ends = true, .last = {}}) == 3);
    CHECK(count({.timeout = seconds(5), .last = [](const Message& m) { return m.data == "1"; }}) ==
          1);
    CHECK(count({.timeout = seconds(5), .stall = milliseconds(100), .last = {}}) == 4);
    CHECK(count({.timeout = milliseconds(200), .last = {}}) == 4);
  }
}

TEST_CASE("subscriptions against nats-server") {
  auto server = must(NatsServer::start());
  auto nc = must(Connection::connect(settings_for(server.url()), {}));

  SUBCASE("queue groups share, plain subscriptions do not") {
    auto a = must(nc->subscribe("work", "group"));
    auto b = must(nc->subscribe("work", "group"));
    auto all = must(nc->subscribe("work"));
    for (int n = 0; n < 100; ++n) must(nc->publish("work", "x"));
    must(nc->flush());
    CHECK(all.pending() == 100);
    CHECK(a.pending() + b.pending() == 100);
    CHECK(a.pending() > 0);
    CHECK(b.pending() > 0);
  }
  SUBCASE("ending subscriptions") {
    auto limited = must(nc->subscribe("n"));
    must(limited.unsubscribe_after(2));
    for (int n = 0; n < 5; ++n) must(nc->publish("n", "x"));
    must(limited.next(seconds(5)));
    must(limited.next(seconds(5)));
    CHECK(limited.next(seconds(5)).error().code() == Code::Conflict);
    auto ended = must(nc->subscribe("n"));
    must(ended.unsubscribe());
    CHECK(!ended.valid());
    CHECK(ended.next(seconds(5)).error().code() == Code::Conflict);
  }
  SUBCASE("a handler is through before its subscription is gone") {
    std::mutex mutex;
    std::condition_variable changed;
    bool entered = false;
    std::atomic<bool> finished = false;
    {
      auto sub = must(nc->subscribe("slow", {}, [&](const Message&) {
        {
          const std::scoped_lock lock(mutex);
          entered = true;
        }
        changed.notify_all();
        (void)nc->flush(seconds(1));
        finished = true;
      }));
      must(nc->publish("slow", "x"));
      must(nc->flush());
      std::unique_lock lock(mutex);
      REQUIRE(changed.wait_for(lock, seconds(5), [&] { return entered; }));
    }
    CHECK(finished);
  }
  SUBCASE("no echo") {
    ConnectSettings quiet = settings_for(server.url());
    quiet.no_echo = true;
    auto other = must(Connection::connect(quiet, {}));
    auto sub = must(other->subscribe("e"));
    must(other->flush());
    must(other->publish("e", "own"));
    must(other->flush());
    must(nc->publish("e", "foreign"));
    CHECK(must(sub.next(seconds(5))).data == "foreign");
  }
  SUBCASE("draining delivers what has arrived") {
    std::atomic<int> seen = 0;
    auto sub = must(nc->subscribe("d", {}, [&](const Message&) { ++seen; }));
    for (int n = 0; n < 1000; ++n) must(nc->publish("d", "x"));
    must(nc->flush());
    must(nc->drain(seconds(10)));
    CHECK(seen == 1000);
    CHECK(nc->closed());
    CHECK(nc->publish("d", "x").error().code() == Code::Unreachable);
    CHECK(nc->flush().error().code() == Code::Unreachable);
  }
  SUBCASE("a custom inbox prefix") {
    ConnectSettings settings = settings_for(server.url());
    settings.inbox_prefix = "_IN.alice";
    auto alice = must(Connection::connect(settings, {}));
    auto spy = must(nc->subscribe("svc"));
    must(nc->flush());
    CHECK(alice->new_inbox().starts_with("_IN.alice."));
    CHECK(alice->request("svc", "", {}, milliseconds(20)).error().code() == Code::Timeout);
    CHECK(must(spy.next(seconds(5))).reply.starts_with("_IN.alice."));
  }
}

TEST_CASE("the API trace") {
  auto server = must(NatsServer::start());
  std::vector<std::string> lines;
  client::Hooks hooks;
  hooks.trace = [&](const std::string& text) { lines.push_back(text); };
  auto nc = must(Connection::connect(settings_for(server.url()), hooks));
  auto replier = must(nc->subscribe(
      "svc", {}, [&](const Message& message) { (void)nc->publish(message.reply, "pong"); }));
  must(nc->request("svc", "ping", {}, seconds(5)));
  CHECK(lines == std::vector<std::string>{">>> svc\nping\n", "<<< svc: pong\n"});
}
