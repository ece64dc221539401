#include "core/text/duration.h"

#include <doctest/doctest.h>

#include <vector>

using namespace natsop;
using text::Nanoseconds;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kHour = 3600 * kSecond;
constexpr std::int64_t kDay = 24 * kHour;

struct Case {
  const char* text;
  std::int64_t ns;
};

}  // namespace

TEST_CASE("what people type as a duration") {
  const std::vector<Case> cases = {
      {"0", 0},
      {"0s", 0},
      {"1ns", 1},
      {"1us", 1000},
      {"1\u00b5s", 1000},
      {"1\u03bcs", 1000},
      {"250ms", 250'000'000},
      {"5s", 5 * kSecond},
      {"1m", 60 * kSecond},
      {"1M", 30 * kDay},
      {"1h", kHour},
      {"1d", kDay},
      {"1D", kDay},
      {"1w", 7 * kDay},
      {"2W", 14 * kDay},
      {"1y", 365 * kDay},
      {"1Y", 365 * kDay},
      {"1.5h", kHour * 3 / 2},
      {".5s", kSecond / 2},
      {"1.s", kSecond},
      {"0.01d", 864 * kSecond},
      {"1h30m", kHour * 3 / 2},
      {"-1h30m", -kHour * 3 / 2},
      {"+1h", kHour},
      {"1h-30m", kHour * 3 / 2},
      {"1h foo 2m", kHour + 120 * kSecond},
      {"1d1h1m1s", kDay + kHour + 61 * kSecond},
      {"-1y1d1us", -(366 * kDay + 1000)},
      {" 5m ", 300 * kSecond},
      {"292y", 292 * 365 * kDay},
      {"9223372036854775807ns", INT64_MAX},
      {"-9223372036854775808ns", INT64_MIN},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    const auto parsed = text::parse_duration(c.text);
    REQUIRE(parsed);
    CHECK(parsed->count() == c.ns);
  }
}

TEST_CASE("what is no duration") {
  for (const char* bad : {"", " ", "5", "-", "s", "5 m", "abc", "1x", "1H", "1.2.3s", "..s", ".s",
                          "1hfoo", "1000y", "1000000w", "200y100y", "9223372036854775808ns",
                          "99999999999999999999999h", "-9223372036854775809ns"}) {
    CAPTURE(bad);
    const auto parsed = text::parse_duration(bad);
    REQUIRE(!parsed);
    CHECK(parsed.error().code() == Code::Invalid);
    CHECK(parsed.error().message().find(std::string("\"") + bad + "\"") != std::string::npos);
  }
  CHECK(text::parse_duration("5x").error().message() ==
        R"(invalid duration "5x": unknown unit "x")");
}

TEST_CASE("durations for people") {
  const std::vector<Case> cases = {
      {"never", INT64_MAX},
      {"0s", 0},
      {"0s", 499},
      {"1\u00b5s", 500},
      {"250\u00b5s", 250'000},
      {"-5s", -5 * kSecond},
      {"1ms", 1'000'000},
      {"12ms", 12'400'000},
      {"1s", 999'600'000},
      {"1.00s", kSecond},
      {"1.50s", kSecond * 3 / 2},
      {"59.99s", 59'990'000'000},
      {"1m0s", 60 * kSecond},
      {"1m30s", 90 * kSecond},
      {"1h0m0s", kHour},
      {"1h1m1s", 3661 * kSecond},
      {"23h59m59s", kDay - 1},
      {"1d1h0m0s", 25 * kHour},
      {"1y0d0h0m0s", 365 * kDay},
      {"1y35d0h0m0s", 400 * kDay},
  };
  for (const Case& c : cases) {
    CHECK(text::print_duration(Nanoseconds(c.ns)) == c.text);
  }
}

TEST_CASE("Go's durations print and read back") {
  const std::vector<Case> cases = {
      {"0s", 0},
      {"1ns", 1},
      {"1.1\u00b5s", 1100},
      {"2.2ms", 2'200'000},
      {"3.3s", 3'300'000'000},
      {"4m5s", 245 * kSecond},
      {"4m5.001s", 245'001'000'000},
      {"5h6m7.001s", 5 * kHour + 6 * 60 * kSecond + 7'001'000'000},
      {"8m0.000000001s", 480 * kSecond + 1},
      {"72h0m0s", 72 * kHour},
      {"-1m0s", -60 * kSecond},
      {"2562047h47m16.854775807s", INT64_MAX},
      {"-2562047h47m16.854775808s", INT64_MIN},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(text::print_go_duration(Nanoseconds(c.ns)) == c.text);
    const auto parsed = text::parse_go_duration(c.text);
    REQUIRE(parsed);
    CHECK(parsed->count() == c.ns);
  }
}

TEST_CASE("Go's duration grammar") {
  const std::vector<Case> cases = {
      {"0", 0},
      {"+0", 0},
      {"-0", 0},
      {"30s", 30 * kSecond},
      {"5.6s", 5'600'000'000},
      {"5.s", 5 * kSecond},
      {".5s", kSecond / 2},
      {"1us", 1000},
      {"10.5s4m", 4 * 60 * kSecond + 10'500'000'000},
      {"0.3333333333333333333h", 1'200'000'000'000},
      {"0.9223372036854775807s", 922'337'203},
      {"-1.5h", -kHour * 3 / 2},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    const auto parsed = text::parse_go_duration(c.text);
    REQUIRE(parsed);
    CHECK(parsed->count() == c.ns);
  }
  for (const char* bad : {"", "3", "-", "s", ".", "-.", ".s", "+.s", "1d", "1 s", " 1s", "1s ",
                          "1h foo", "2s3", "3000000h", "9223372036854775808ns"}) {
    CAPTURE(bad);
    CHECK(!text::parse_go_duration(bad));
  }
}

TEST_CASE("rounding goes to the nearest, halves away from zero") {
  CHECK(text::round_duration(Nanoseconds(1499), Nanoseconds(1000)).count() == 1000);
  CHECK(text::round_duration(Nanoseconds(1500), Nanoseconds(1000)).count() == 2000);
  CHECK(text::round_duration(Nanoseconds(-1500), Nanoseconds(1000)).count() == -2000);
  CHECK(text::round_duration(Nanoseconds(7), Nanoseconds(0)).count() == 7);
  CHECK(text::round_duration(Nanoseconds::max(), std::chrono::hours(1)) == Nanoseconds::max());
}
