#include "core/text/time.h"

#include <doctest/doctest.h>

#include <vector>

using namespace natsop;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using text::Seconds;
using text::Zone;

namespace {

Seconds at(std::int64_t unix_seconds) { return Seconds(std::chrono::seconds(unix_seconds)); }

// 2026-11-21 11:00:00 UTC, a Saturday
constexpr std::int64_t kNow = 1795258800;

std::int64_t expiry(const char* spec) {
  const auto parsed = text::parse_expiry(spec, at(kNow));
  REQUIRE(parsed);
  return *parsed;
}

std::string expires(const char* spec) { return text::date_time(at(expiry(spec)), Zone::utc()); }

}  // namespace

TEST_CASE("RFC 3339 prints and reads back") {
  CHECK(text::rfc3339(at(kNow)) == "2026-11-21T11:00:00Z");
  CHECK(text::rfc3339(at(kNow), Zone::fixed(minutes(90), "X")) == "2026-11-21T12:30:00+01:30");
  CHECK(text::rfc3339(at(0), Zone::fixed(hours(-5), "X")) == "1969-12-31T19:00:00-05:00");
  const Time moment = Time(at(kNow)) + milliseconds(250);
  CHECK(text::rfc3339_nano(moment) == "2026-11-21T11:00:00.25Z");
  CHECK(text::rfc3339_nano(moment + nanoseconds(1)) == "2026-11-21T11:00:00.250000001Z");
  CHECK(text::rfc3339_nano(Time(at(-1)) + nanoseconds(1)) == "1969-12-31T23:59:59.000000001Z");
  for (const char* spelled :
       {"2026-11-21T11:00:00Z", "2026-11-21T11:00:00.25Z", "1999-12-31T23:59:59.999999999Z",
        "1969-12-31T23:59:59.5Z", "2024-02-29T00:00:00Z", "0001-01-01T00:00:00Z"}) {
    CHECK(text::rfc3339_nano(text::parse_rfc3339(spelled).value()) == spelled);
  }
  CHECK(text::parse_rfc3339("2026-11-21T12:30:00.1+01:30").value() ==
        Time(at(kNow)) + milliseconds(100));
  CHECK(text::parse_rfc3339("2026-11-21T11:00:00.1234567899Z").value() ==
        Time(at(kNow)) + nanoseconds(123456789));
  CHECK(text::parse_rfc3339_seconds("9999-12-31T23:59:59Z").value() == at(253402300799));
}

TEST_CASE("Go's zero time") {
  const auto zero = text::parse_rfc3339("0001-01-01T00:00:00Z");
  REQUIRE(zero);
  CHECK(*zero == text::kZeroTime);
  CHECK(text::rfc3339_nano(text::kZeroTime, Zone::fixed(hours(1), "X")) == "0001-01-01T00:00:00Z");
  CHECK(text::rfc3339(text::to_seconds(text::kZeroTime)) == "0001-01-01T00:00:00Z");
}

TEST_CASE("what is no time") {
  for (const char* bad : {"",
                          "2026",
                          "2026-11-21",
                          "2026-11-21 11:00:00Z",
                          "2026-11-21T11:00:00",
                          "2026-11-21T11:00Z",
                          "2026-11-21t11:00:00z",
                          "2026-13-21T11:00:00Z",
                          "2026-02-29T11:00:00Z",
                          "2026-11-00T11:00:00Z",
                          "2026-11-21T24:00:00Z",
                          "2026-11-21T11:60:00Z",
                          "2026-11-21T11:00:60Z",
                          "2026-11-21T11:00:00.Z",
                          "2026-11-21T11:00:00+0100",
                          "2026-11-21T11:00:00+01:60",
                          "2026-11-21T11:00:00Zx",
                          "1600-01-01T00:00:00Z",
                          "2262-04-12T00:00:00Z",
                          "0001-01-01T00:00:01Z"}) {
    CAPTURE(bad);
    const auto parsed = text::parse_rfc3339(bad);
    REQUIRE(!parsed);
    CHECK(parsed.error().code() == Code::Invalid);
  }
}

TEST_CASE("dates and layouts") {
  CHECK(text::date_time(at(kNow), Zone::utc()) == "2026-11-21 11:00:00");
  CHECK(text::date_time(Time(at(kNow)), Zone::fixed(hours(13), "X")) == "2026-11-22 00:00:00");
  CHECK(text::parse_date_time("2026-11-21 11:00:00").value() == at(kNow));
  CHECK(text::parse_date_time("2026:11:21 11:00:00", ':').value() == at(kNow));
  CHECK(!text::parse_date_time("2026:11:21 11:00:00"));
  CHECK(!text::parse_date_time("2026-11-21 11:00:00 "));
  CHECK(!text::parse_date_time("2026-11-31 11:00:00"));
  CHECK(text::parse_date("1970-01-02").value() == at(86400));
  CHECK(!text::parse_date("1970-1-2"));
  CHECK(text::format_time(at(kNow), Zone::fixed(hours(1), "CET"), "%a, %d %b %Y %H:%M:%S %Z") ==
        "Sat, 21 Nov 2026 12:00:00 CET");
  CHECK(text::format_time(at(0), Zone::utc(), "%j %z") == "001 +0000");
  CHECK(text::kitchen_time(at(0), Zone::utc()) == "12:00AM");
  CHECK(text::kitchen_time(at(13 * 3600 + 240), Zone::utc()) == "1:04PM");
  CHECK(text::kitchen_time(at(12 * 3600), Zone::utc()) == "12:00PM");
}

TEST_CASE("how long ago") {
  constexpr std::int64_t kDay = 86400;
  struct Case {
    std::int64_t seconds;
    const char* distance;
  };
  for (const Case& c : {Case{0, "now"},
                        {1, "1 second"},
                        {2, "2 seconds"},
                        {59, "59 seconds"},
                        {60, "1 minute"},
                        {119, "1 minute"},
                        {120, "2 minutes"},
                        {3599, "59 minutes"},
                        {3600, "1 hour"},
                        {7200, "2 hours"},
                        {kDay - 1, "23 hours"},
                        {kDay, "1 day"},
                        {2 * kDay, "2 days"},
                        {7 * kDay - 1, "6 days"},
                        {7 * kDay, "1 week"},
                        {14 * kDay, "2 weeks"},
                        {30 * kDay - 1, "4 weeks"},
                        {30 * kDay, "1 month"},
                        {60 * kDay, "2 months"},
                        {359 * kDay, "11 months"},
                        {360 * kDay, "1 year"},
                        {365 * kDay, "1 year"},
                        {540 * kDay, "2 years"},
                        {720 * kDay, "2 years"},
                        {1080 * kDay, "3 years"},
                        {37 * 360 * kDay, "a long while"}}) {
    CAPTURE(c.seconds);
    CHECK(text::time_distance(at(kNow), at(kNow + c.seconds)) == c.distance);
    CHECK(text::time_distance(at(kNow + c.seconds), at(kNow)) == c.distance);
  }
  CHECK(text::relative_time(at(kNow - 3 * kDay), at(kNow)) == "3 days ago");
  CHECK(text::relative_time(at(kNow + 365 * kDay), at(kNow)) == "in 1 year");
  CHECK(text::relative_time(at(kNow), at(kNow)) == "now");
}

TEST_CASE("nsc's expiry") {
  CHECK(expiry("") == 0);
  CHECK(expiry("0") == 0);
  CHECK(expiry("0d") == 0);
  CHECK(expires("2030-01-02") == "2030-01-02 00:00:00");
  CHECK(expires("2030-01-02 03:04:05 UTC") == "2030-01-02 03:04:05");
  CHECK(expires("5m") == "2026-11-21 11:05:00");
  CHECK(expires("3h") == "2026-11-21 14:00:00");
  CHECK(expires("1d") == "2026-11-22 11:00:00");
  CHECK(expires("2w") == "2026-12-05 11:00:00");
  CHECK(expires("3M") == "2027-02-21 11:00:00");
  CHECK(expires("1y") == "2027-11-21 11:00:00");
  CHECK(expires("-1d") == "2026-11-20 11:00:00");
  CHECK(expires("1h30m") == "2026-11-21 12:00:00");
  CHECK(expires("in 12 or 1y") == "2027-11-21 11:00:00");
  CHECK(expires("500y") == "2526-11-21 11:00:00");
  for (const char* bad : {"foo", "1.5d", "12", "d", "2030-13-01", "2030-01-02 03:04:05",
                          "2030-01-02x", "9000y", "99999999999d", "5H"}) {
    CAPTURE(bad);
    CHECK(!text::parse_expiry(bad, at(kNow)));
  }
  CHECK(text::parse_expiry("1.5d", at(kNow)).error().message() ==
        "start/expiry must be an integer value: 1.5d");
  CHECK(text::parse_expiry("foo", at(kNow)).error().message() == "couldn't parse expiry: foo");
}

TEST_CASE("calendar steps run over short months") {
  const Seconds january = text::parse_date_time("2027-01-31 10:00:00").value();
  CHECK(text::date_time(text::add_calendar(january, 0, 1, 0), Zone::utc()) ==
        "2027-03-03 10:00:00");
  CHECK(text::date_time(text::add_calendar(january, 1, 1, 0), Zone::utc()) ==
        "2028-03-02 10:00:00");
  CHECK(text::date_time(text::add_calendar(january, 0, -1, 0), Zone::utc()) ==
        "2026-12-31 10:00:00");
}

TEST_CASE("zones by name") {
  const auto new_york = Zone::named("America/New_York");
  REQUIRE(new_york);
  const auto offset = [&](const char* utc) {
    return new_york->at(text::parse_date_time(utc).value());
  };
  CHECK(offset("2026-01-15 12:00:00").east == hours(-5));
  CHECK(offset("2026-01-15 12:00:00").name == "EST");
  CHECK(offset("2026-07-15 12:00:00").east == hours(-4));
  CHECK(offset("2026-07-15 12:00:00").name == "EDT");
  // recorded changes, and the rule for years past them
  CHECK(offset("1995-04-02 06:59:59").name == "EST");
  CHECK(offset("1995-04-02 07:00:00").name == "EDT");
  CHECK(offset("2050-03-13 06:59:59").name == "EST");
  CHECK(offset("2050-03-13 07:00:00").name == "EDT");
  CHECK(offset("2050-11-06 05:59:59").name == "EDT");
  CHECK(offset("2050-11-06 06:00:00").name == "EST");
  CHECK(offset("1800-01-01 00:00:00").name == "LMT");

  const auto sydney = Zone::named("Australia/Sydney");
  REQUIRE(sydney);
  CHECK(sydney->at(text::parse_date("2050-01-01").value()).east == hours(11));
  CHECK(sydney->at(text::parse_date("2050-07-01").value()).east == hours(10));
  CHECK(Zone::named("Asia/Tokyo")->at(at(kNow)).east == hours(9));
  CHECK(Zone::named("Asia/Kolkata")->at(text::parse_date("2100-01-01").value()).east ==
        minutes(330));
  CHECK(Zone::named("UTC")->at(at(kNow)).name == "UTC");
  for (const char* bad :
       {"Mars/Olympus", "../zoneinfo/UTC", "/etc/localtime", "zone.tab", "America"}) {
    CAPTURE(bad);
    const auto zone = Zone::named(bad);
    REQUIRE(!zone);
    CHECK(zone.error().code() == Code::NotFound);
  }
}

TEST_CASE("the local zone agrees with itself") {
  const auto offset = Zone::local().at(at(kNow));
  CHECK(text::parse_rfc3339_seconds(text::rfc3339(at(kNow), Zone::local())).value() == at(kNow));
  CHECK(offset.east <= hours(14));
  CHECK(offset.east >= hours(-12));
  CHECK(!offset.name.empty());
}
