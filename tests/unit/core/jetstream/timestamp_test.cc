#include "core/jetstream/timestamp.h"

#include <doctest/doctest.h>

namespace natsop::jetstream {

TEST_CASE("times come back as they went, in UTC") {
  const auto same = [](const char* text) { return format_timestamp(*parse_timestamp(text)); };
  for (const char* text :
       {"2026-11-21T09:44:39.9437159Z", "1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999999999Z",
        "2024-02-29T00:00:00Z", "2261-12-31T23:59:59Z", "1678-01-01T00:00:00Z"}) {
    CAPTURE(text);
    CHECK(same(text) == text);
  }
  CHECK(same("2026-01-01T01:30:00+02:00") == "2025-12-31T23:30:00Z");
  CHECK(same("2026-01-01T01:30:00.25-00:30") == "2026-01-01T02:00:00.25Z");
  CHECK(same("2026-01-01T01:30:00.1234567891234Z") == "2026-01-01T01:30:00.123456789Z");
}

TEST_CASE("the zero time is unset") {
  CHECK_FALSE(*parse_timestamp("0001-01-01T00:00:00Z"));
  CHECK_FALSE(*parse_timestamp("0001-01-01T00:00:00+00:00"));
  CHECK(format_timestamp({}) == "0001-01-01T00:00:00Z");
}

TEST_CASE("other texts are refused") {
  for (const char* text : {"", "now", "2026-11-21", "2026-11-21T09:44:39", "2026-13-01T00:00:00Z",
                           "2026-02-29T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
                           "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00Zx", "2026-1-1T00:00:00Z",
                           "2026-01-01T00:00:00+1:00", "1500-01-01T00:00:00Z",
                           "9999-01-01T00:00:00Z", "-026-01-01T00:00:00Z"}) {
    CAPTURE(text);
    const auto time = parse_timestamp(text);
    REQUIRE_FALSE(time);
    CHECK(time.error().code() == Code::Invalid);
  }
}

}  // namespace natsop::jetstream
