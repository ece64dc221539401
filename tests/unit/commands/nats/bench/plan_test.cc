#include <doctest/doctest.h>

#include <chrono>
#include <deque>

#include "commands/nats/bench/crew.h"
#include "commands/nats/bench/summary.h"
#include "core/json/doc.h"

using namespace natsop::commands::nats::bench;
// NOLINTBEGIN(misc-unused-using-decls): clang-tidy does not see the use of literals
using std::literals::chrono_literals::operator""ns;
using std::literals::chrono_literals::operator""us;
using std::literals::chrono_literals::operator""ms;
using std::literals::chrono_literals::operator""s;
using std::literals::chrono_literals::operator""h;
// NOLINTEND(misc-unused-using-decls)
using natsop::Code;
using natsop::SteadyTime;

namespace {

void did(Client& client, int number, std::int64_t messages, std::chrono::nanoseconds time) {
  client.number = number;
  client.done = messages;
  client.bytes = messages * 16;
  client.begin = SteadyTime(1s);
  client.end = client.begin + time;
  client.latencies.add(2us);
}

}  // namespace

TEST_CASE("there are at most as many clients as messages") {
  const auto plan = make_plan({.clients = 8, .msgs = 3, .csv = {}}, {}, {});
  REQUIRE(plan);
  CHECK(plan->clients == 3);
  CHECK(plan->data.size() == 128);
}

TEST_CASE("a duration gives the number of messages, and each client its part of the rate") {
  const auto plan =
      make_plan({.clients = 4, .csv = {}}, {.throughput = 1000, .duration = 2500ms}, {});
  REQUIRE(plan);
  CHECK(plan->msgs == 2500);
  CHECK(plan->rate == 250.0);
}

TEST_CASE("what makes no sense is refused") {
  CHECK(make_plan({.csv = {}}, {.duration = 1s}, {}).error().code() == Code::Usage);
  CHECK(make_plan({.clients = 0, .csv = {}}, {}, {}).error().code() == Code::Usage);
  CHECK(make_plan({.msgs = 0, .csv = {}}, {}, {}).error().code() == Code::Usage);
  CHECK(make_plan({.csv = {}}, {.throughput = -1}, {}).error().code() == Code::Usage);
  CHECK(make_plan({.csv = {}, .size = "-1"}, {}, {}).error().code() == Code::Usage);
  CHECK_FALSE(make_plan({.csv = {}, .size = "x"}, {}, {}));
  CHECK(make_plan({.csv = {}}, {}, {.payload = {}, .headers = {"nocolon"}}).error().code() ==
        Code::Usage);
}

TEST_CASE("headers lose the blanks before their value") {
  const auto plan = make_plan({.csv = {}}, {}, {.payload = {}, .headers = {"A:  b:c", "A:d"}});
  REQUIRE(plan);
  REQUIRE(plan->headers.fields().size() == 1);
  CHECK(plan->headers.fields().begin()->second == std::vector<std::string>{"b:c", "d"});
}

TEST_CASE("one client is summed up in a line, several with their sum and spread") {
  Plan plan;
  plan.label = "Test";
  std::deque<Client> clients;
  did(clients.emplace_back(), 1, 1000, 1s);
  CHECK(summary_text(plan, clients) ==
        "\nNATS Test stats: 1,000 msgs/sec ~ 16 KiB/sec ~ min: 2.00us ~ avg: 2.00us ~ max: 2.00us "
        "~ P50: 2.00us ~ P90: 2.00us ~ P99: 2.00us ~ P99.9: 2.00us\n");
  did(clients.emplace_back(), 2, 1000, 500ms);
  plan.latencies = false;
  CHECK(summary_text(plan, clients) ==
        "\n [1] 1,000 msgs/sec ~ 16 KiB/sec (1,000 msgs)\n"
        " [2] 2,000 msgs/sec ~ 31 KiB/sec (1,000 msgs)\n\n"
        " NATS Test aggregated stats: 2,000 msgs/sec ~ 31 KiB/sec\n"
        " message rates min 1,000 | avg 1,500 | max 2,000 | stddev 500 msgs\n");
}

TEST_CASE("CSV and documents") {
  Plan plan;
  plan.label = "Test";
  std::deque<Client> clients;
  did(clients.emplace_back(), 1, 1000, 1s);
  plan.latencies = false;
  CHECK(summary_csv(plan, clients, "run") ==
        "#RunID,ClientID,MsgCount,MsgBytes,MsgsPerSec,BytesPerSec,DurationSecs\n"
        "run,1,1000,16000,1000,16000,1.000000\n");
  plan.latencies = true;
  const auto document = summary_view(plan, clients).document();
  CHECK(document.at("/0/client").integer() == 1);
  CHECK(document.at("/0/latency/p50").integer() == 2000);
  CHECK(document.at("/1/client").integer() == 0);
  CHECK(document.at("/1/messages").integer() == 1000);
}

TEST_CASE("a stop ends every wait") {
  Stop stop;
  CHECK(stop.wait(1ns));
  CHECK(stop.wait_for([] { return true; }));
  stop.stop();
  CHECK_FALSE(stop.wait(1h));
  CHECK_FALSE(stop.wait_for([] { return false; }));
}
