#include "core/engine/accounts/latency.h"

#include <doctest/doctest.h>

#include "core/json/doc.h"
#include "tests/unit/core/engine/accounts/world.h"

namespace natsop::engine::test {

namespace {

struct Measured : World {
  explicit Measured(int sampling, bool share = false) {
    offer = service_export("svc");
    offer.latency = {.sampling = sampling, .subject = "metrics.svc"};
    REQUIRE(accounts
                .apply({{"A", {.imports = {service_import("B", "svc", "", share)}}},
                        {"B", {.exports = {offer}}}})
                .empty());
    a = member("A");
    b = member("B");
    watcher = member("B");
    watcher->subscribe("metrics.>");
    a->subscribe("inbox");
  }

  [[nodiscard]] json::Doc metric() const {
    REQUIRE_FALSE(watcher->got.empty());
    return *json::Doc::parse(watcher->got.back().payload);
  }

  ExportRule offer;
  std::unique_ptr<FakeMember> a;
  std::unique_ptr<FakeMember> b;
  std::unique_ptr<FakeMember> watcher;
};

}  // namespace

TEST_CASE("an answered request is measured") {
  Measured world(100);
  world.a->rtt = std::chrono::milliseconds(2);
  world.b->rtt = std::chrono::milliseconds(3);
  world.b->subscribe("svc");
  CHECK(world.a->publish("svc", "", "inbox") == 1);
  CHECK(world.watcher->got.empty());
  world.loop.advance(std::chrono::milliseconds(10));
  CHECK(world.b->publish(world.b->got[0].reply, "x") == 1);
  const json::Doc metric = world.metric();
  CHECK(world.watcher->got[0].subject == "metrics.svc");
  CHECK(metric.text_at("/type") == "io.nats.server.metric.v1.service_latency");
  CHECK(metric.text_at("/id").size() == 22);
  CHECK(metric.text_at("/timestamp") == "2026-11-21T11:00:00.01Z");
  CHECK(metric.integer_at("/status") == 200);
  CHECK_FALSE(metric.has("/description"));
  CHECK(metric.at("/requestor").dump() == R"({"acc":"A","rtt":2000000})");
  CHECK(metric.text_at("/responder/acc") == "B");
  CHECK(metric.text_at("/responder/server") == "srv");
  CHECK(metric.text_at("/start") == "2026-11-21T10:59:59.998Z");
  CHECK(metric.integer_at("/service") == 7000000);
  CHECK(metric.integer_at("/total") == 12000000);
  CHECK(metric.has("/system"));
}

TEST_CASE("the reply subject of a measured request says so, and only as a whole") {
  Measured world(100);
  world.accounts.set_node("NODE1234");
  world.b->subscribe("svc");
  CHECK(world.a->publish("svc", "", "inbox") == 1);
  CHECK_FALSE(world.b->got[0].reply.contains("NODE1234"));  // there is no system account
  world.accounts.set_system(&world.account("SYS"));
  CHECK(world.a->publish("svc", "", "inbox") == 1);
  const std::string reply = world.b->got[1].reply;
  CHECK(reply.ends_with(".NODE1234.T"));
  CHECK(world.b->publish(reply.substr(0, reply.size() - 2), "x") == 0);
  CHECK(world.b->publish(reply + ".x", "x") == 0);
  CHECK(world.b->publish(reply, "x") == 1);
  CHECK(world.a->got.size() == 1);
}

TEST_CASE("a requestor that shares is told of in full") {
  Measured world(100, true);
  world.b->subscribe("svc");
  CHECK(world.a->publish("svc", "", "inbox") == 1);
  CHECK(world.b->publish(world.b->got[0].reply, "x") == 1);
  CHECK(world.metric().text_at("/requestor/server") == "srv");
}

TEST_CASE("failures are measured too") {
  Measured world(100);
  SUBCASE("nobody there") {
    CHECK(world.a->publish("svc", "", "inbox") == 0);
    CHECK(world.metric().integer_at("/status") == 503);
    CHECK(world.metric().text_at("/description") == "Service Unavailable");
  }
  SUBCASE("no reply subject") {
    world.b->subscribe("svc");
    CHECK(world.a->publish("svc", "") == 1);
    CHECK(world.metric().integer_at("/status") == 400);
    CHECK(world.metric().text_at("/description") == "Bad Request");
  }
  SUBCASE("no answer in time") {
    world.b->subscribe("svc");
    CHECK(world.a->publish("svc", "", "inbox") == 1);
    world.loop.advance(std::chrono::minutes(3));
    CHECK(world.metric().integer_at("/status") == 504);
    CHECK(world.metric().text_at("/description") == "Service Timeout");
  }
  SUBCASE("the requestor is gone") {
    world.b->subscribe("svc");
    CHECK(world.a->publish("svc", "", "inbox") == 1);
    world.a.reset();
    CHECK(world.metric().integer_at("/status") == 408);
    CHECK(world.metric().text_at("/description") == "Request Timeout");
  }
  CHECK(world.watcher->got.size() == 1);
}

TEST_CASE("requests are drawn by lot") {
  Measured world(20);
  world.b->subscribe("svc");
  world.b->answer = [&](const Got& request) { CHECK(world.b->publish(request.reply, "x") == 1); };
  for (int i = 0; i < 2000; ++i) {
    CHECK(world.a->publish("svc", "", "inbox") == 1);
  }
  CHECK(world.watcher->got.size() > 330);
  CHECK(world.watcher->got.size() < 470);
}

TEST_CASE("headers of tracing ask for a measurement, or against it") {
  struct Case {
    const char* headers;
    const char* expected;  ///< the header of the metric; empty: none is sent
  };
  const std::vector<Case> cases{
      {"", ""},
      {"Other: 1\r\n", ""},
      {"Uber-Trace-Id: 1:2:3:1\r\n", R"({"Uber-Trace-Id":["1:2:3:1"]})"},
      {"Uber-Trace-Id: 1:2:3:0\r\n", ""},
      {"Uber-Trace-Id: 1:2:3:ff\r\n", R"({"Uber-Trace-Id":["1:2:3:ff"]})"},
      {"Uber-Trace-Id: 1:2:3:x\r\n", ""},
      {"Uber-Trace-Id: 1:2:3\r\n", ""},
      {"X-B3-Sampled: 1\r\n", R"({"X-B3-Sampled":["1"]})"},
      {"X-B3-Sampled: 0\r\nX-B3-TraceId: 5\r\n", ""},
      {"X-B3-TraceId: 5\r\nX-B3-SpanId: 6\r\n", R"({"X-B3-Traceid":["5"],"X-B3-Spanid":["6"]})"},
      {"b3: 80f-e45-1-05e\r\n", R"({"B3":["80f-e45-1-05e"]})"},
      {"b3: 80f-e45-0-05e\r\n", ""},
      {"b3: 0\r\n", ""},
      {"b3: 1\r\n", R"({"B3":["1"]})"},
      {"traceparent: 00-0af-b7a-01\r\ntracestate: k=v\r\n",
       R"({"Traceparent":["00-0af-b7a-01"],"Tracestate":["k=v"]})"},
      {"traceparent: 00-0af-b7a-00\r\n", ""},
  };
  Measured world(0);
  world.b->subscribe("svc");
  world.b->answer = [&](const Got& request) { CHECK(world.b->publish(request.reply, "x") == 1); };
  for (const Case& each : cases) {
    CAPTURE(each.headers);
    world.watcher->got.clear();
    const std::string lines = each.headers;
    CHECK(world.a->publish("svc", "", "inbox",
                           lines.empty() ? "" : "NATS/1.0\r\n" + lines + "\r\n") == 1);
    if (std::string(each.expected).empty()) {
      CHECK(world.watcher->got.empty());
    } else {
      CHECK(world.metric().at("/header").dump() == each.expected);
    }
  }
}

}  // namespace natsop::engine::test
