#include "core/engine/io/timer_queue.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/seeded_random.h"

namespace natsop::engine {
namespace {

SteadyTime at(std::int64_t ms) { return SteadyTime(std::chrono::milliseconds(ms)); }

TEST_CASE("timer queue") {
  TimerQueue queue;
  std::string order;
  SUBCASE("earliest first, and in the order of adding") {
    const auto c = queue.add(at(2), [&] { order += 'c'; });
    const auto a = queue.add(at(1), [&] { order += 'a'; });
    const auto b = queue.add(at(1), [&] { order += 'b'; });
    CHECK(queue.next() == at(1));
    CHECK(queue.run(at(0)) == 0);
    CHECK(queue.run(at(1)) == 2);
    CHECK(order == "ab");
    CHECK(queue.run(at(9)) == 1);
    CHECK(order == "abc");
    CHECK(!queue.next());
  }
  SUBCASE("what a call adds waits for the next run") {
    std::unique_ptr<Timer> again;
    const auto first = queue.add(at(1), [&] {
      order += '1';
      again = queue.add(at(1), [&] { order += '2'; });
    });
    queue.run(at(5));
    CHECK(order == "1");
    queue.run(at(5));
    CHECK(order == "12");
  }
  SUBCASE("a call may destroy its own timer and those that are due with it") {
    std::unique_ptr<Timer> a;
    std::unique_ptr<Timer> b;
    const auto call = [&] {
      order += 'x';
      a.reset();
      b.reset();
    };
    a = queue.add(at(1), call);
    b = queue.add(at(1), call);
    queue.run(at(1));
    CHECK(order == "x");
  }
  SUBCASE("a timer may outlive the queue") {
    std::unique_ptr<Timer> late;
    {
      TimerQueue other;
      late = other.add(at(1), [] {});
    }
    late.reset();
  }
  SUBCASE("any mix of adding, taking back and running calls what a sorted list would") {
    test::SeededRandom random(11);
    std::multimap<std::int64_t, int> model;
    std::map<int, std::unique_ptr<Timer>> timers;
    std::vector<int> called;
    std::vector<int> expected;
    std::int64_t now = 0;
    for (int i = 0; i < 5000; ++i) {
      if (random.number(3) == 0 && !timers.empty()) {
        const auto victim =
            std::next(timers.begin(), static_cast<std::ptrdiff_t>(random.number(timers.size())));
        std::erase_if(model, [&](const auto& one) { return one.second == victim->first; });
        timers.erase(victim);
      } else {
        const std::int64_t due = now + static_cast<std::int64_t>(random.number(100));
        model.emplace(due, i);
        timers[i] = queue.add(at(due), [&called, i] { called.push_back(i); });
      }
      if (random.number(10) == 0) {
        now += static_cast<std::int64_t>(random.number(30));
        queue.run(at(now));
        while (!model.empty() && model.begin()->first <= now) {
          expected.push_back(model.begin()->second);
          model.erase(model.begin());
        }
        REQUIRE(called == expected);
      }
      const auto next = queue.next();
      REQUIRE(next.has_value() == !model.empty());
      REQUIRE((!next || *next == at(model.begin()->first)));
    }
    CHECK(called.size() > 1000);
  }
}

}  // namespace
}  // namespace natsop::engine
