#include "core/engine/monitor/fields.h"

#include <doctest/doctest.h>

#include "tests/support/fake_clock.h"

using natsop::engine::Fields;
using natsop::engine::uptime_text;
// NOLINTBEGIN(misc-unused-using-decls): clang-tidy does not see the use of literals
using std::chrono_literals::operator""h;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
// NOLINTEND(misc-unused-using-decls)

TEST_CASE("optional fields are left out when they say nothing") {
  Fields fields;
  fields.put("a", 0).some("b", 0).some("c", 7).some("d", "").some("e", "x");
  fields.some("f", false).some("g", true).some("h", std::vector<std::string>{});
  fields.some("i", std::vector<std::string>{"one"}).some("j", natsop::json::Doc::array());
  fields.some("k", std::map<std::string, std::string>{{"z", "1"}, {"y", "2"}});
  CHECK(fields.done().dump() ==
        R"({"a":0,"c":7,"e":"x","g":true,"i":["one"],"k":{"y":"2","z":"1"}})");
  CHECK(fields.done().dump() == "{}");
}

TEST_CASE("whole numbers have no point, moments are in UTC") {
  Fields fields;
  fields.put_real("two", 2.0).put_real("half", 0.5).put_real("none", 0);
  fields.put("at", natsop::Time(natsop::test::FakeClock::kStart) + 250ms);
  CHECK(fields.done().dump() == R"({"two":2,"half":0.5,"none":0,"at":"2026-11-21T11:00:00.25Z"})");
}

TEST_CASE("uptime counts in the largest unit that there is") {
  CHECK(uptime_text(0s) == "0s");
  CHECK(uptime_text(-5s) == "0s");
  CHECK(uptime_text(59s + 999ms) == "59s");
  CHECK(uptime_text(60s) == "1m0s");
  CHECK(uptime_text(3h + 25s) == "3h0m25s");
  CHECK(uptime_text(24h * 2 + 1s) == "2d0h0m1s");
  CHECK(uptime_text(24h * 366) == "1y1d0h0m0s");
}
