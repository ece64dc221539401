#include "commands/nats/bench/latencies.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

using natsop::commands::nats::bench::Latencies;
using std::chrono::nanoseconds;

namespace {

bool near(nanoseconds got, double want) {
  return static_cast<double>(got.count()) >= want * 0.99 &&
         static_cast<double>(got.count()) <= want * 1.01;
}

}  // namespace

TEST_CASE("no samples: all zero") {
  const Latencies none;
  CHECK(none.count() == 0);
  CHECK(none.min() == nanoseconds(0));
  CHECK(none.mean() == nanoseconds(0));
  CHECK(none.deviation() == nanoseconds(0));
  CHECK(none.percentile(99) == nanoseconds(0));
}

TEST_CASE("percentiles are within a percent, the ends exact") {
  Latencies all;
  for (int at = 1; at <= 100000; ++at) all.add(nanoseconds(at * 10));
  CHECK(all.count() == 100000);
  CHECK(all.min() == nanoseconds(10));
  CHECK(all.max() == nanoseconds(1000000));
  CHECK(all.mean() == nanoseconds(500005));
  CHECK(near(all.deviation(), 288675));
  CHECK(near(all.percentile(50), 500000));
  CHECK(near(all.percentile(90), 900000));
  CHECK(near(all.percentile(99.9), 999000));
  CHECK(all.percentile(100) <= all.max());
  CHECK(near(all.percentile(0), 10));
}

TEST_CASE("one sample is every percentile") {
  Latencies one;
  one.add(nanoseconds(12345));
  CHECK(one.percentile(1) == nanoseconds(12345));
  CHECK(one.percentile(99.9) == nanoseconds(12345));
}

TEST_CASE("the longest and the shortest times have their place") {
  Latencies all;
  all.add(nanoseconds(std::numeric_limits<std::int64_t>::max()));
  all.add(nanoseconds(-5));  // a clock that went back
  CHECK(all.min() == nanoseconds(0));
  CHECK(all.max() == nanoseconds::max());
  CHECK(near(all.percentile(100), 9.22e18));
}

TEST_CASE("sums of clients") {
  Latencies first;
  Latencies second;
  first.add(nanoseconds(100));
  second.add(nanoseconds(50));
  second.add(nanoseconds(300));
  first.add(second);
  first.add(Latencies{});
  CHECK(first.count() == 3);
  CHECK(first.min() == nanoseconds(50));
  CHECK(first.max() == nanoseconds(300));
  CHECK(first.mean() == nanoseconds(150));
}
