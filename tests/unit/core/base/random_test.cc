#include "core/base/random.h"

#include <doctest/doctest.h>

#include <array>
#include <cstring>
#include <set>

#include "tests/support/fake_clock.h"
#include "tests/support/seeded_random.h"

using namespace natsop;

TEST_CASE("numbers stay below their bound and reach all of it") {
  test::SeededRandom random(7);
  for (const std::uint64_t bound : {2ULL, 3ULL, 10ULL, 64ULL}) {
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 2000; ++i) {
      const auto n = random.number(bound);
      REQUIRE(n < bound);
      seen.insert(n);
    }
    CHECK(seen.size() == bound);
  }
  CHECK(random.number(0) == 0);
  CHECK(random.number(1) == 0);
  CHECK(random.number(UINT64_MAX) < UINT64_MAX);
}

TEST_CASE("values that would favour small numbers are drawn again") {
  struct Scripted final : Random {
    std::array<std::uint64_t, 3> words{UINT64_MAX, UINT64_MAX - 1, 5};
    std::size_t next = 0;
    void fill(std::span<std::byte> out) override {
      std::memcpy(out.data(), &words.at(next++), out.size());
    }
  } random;
  // 2^64 is 4 more than a multiple of 6: the last four values are surplus.
  CHECK(random.number(6) == 5);
  CHECK(random.next == 3);
}

TEST_CASE("a seed replays") {
  test::SeededRandom a(3);
  test::SeededRandom b(3);
  test::SeededRandom c(4);
  const std::string text = a.text(20, "abc");
  CHECK(text == b.text(20, "abc"));
  CHECK(text != c.text(20, "abc"));
  CHECK(text.find_first_not_of("abc") == std::string::npos);
}

TEST_CASE("the system's bytes differ from call to call") {
  SystemRandom random;
  std::array<std::byte, 37> a{};
  std::array<std::byte, 37> b{};
  random.fill(a);
  random.fill(b);
  CHECK(a != b);
  random.fill({});
}

TEST_CASE("a fake clock moves only when told") {
  test::FakeClock clock;
  const auto now = clock.now();
  const auto steady = clock.steady();
  CHECK(clock.now() == now);
  clock.advance(std::chrono::seconds(3));
  CHECK(clock.now() - now == std::chrono::seconds(3));
  CHECK(clock.steady() - steady == std::chrono::seconds(3));
  clock.set(now);
  CHECK(clock.now() == now);
  CHECK(clock.steady() - steady == std::chrono::seconds(3));
  const SystemClock real;
  CHECK(real.now() > now - std::chrono::hours(24 * 365 * 5));
  const auto before = real.steady();
  CHECK(before <= real.steady());
}
