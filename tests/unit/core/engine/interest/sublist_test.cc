#include "core/engine/interest/sublist.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/subject/subject.h"
#include "tests/support/seeded_random.h"

using namespace natsop;
using namespace natsop::engine;

namespace {

std::unique_ptr<Subscription> make(std::string_view subject, std::string_view queue = "") {
  auto subscription = std::make_unique<Subscription>();
  subscription->subject = subject;
  subscription->queue = queue;
  return subscription;
}

std::set<const Subscription*> everyone(const Matches& matches) {
  std::set<const Subscription*> all(matches.plain.begin(), matches.plain.end());
  for (const Matches::Group& group : matches.groups) {
    all.insert(group.members.begin(), group.members.end());
  }
  return all;
}

struct Recorder final : Sublist::Watcher {
  std::vector<std::string> lines;
  void on_interest(std::string_view subject, std::string_view queue, std::size_t members) override {
    lines.push_back(std::string(subject) + " " + std::string(queue) + " " +
                    std::to_string(members));
  }
};

/// A subject of up to four tokens out of few, so that they meet often.
std::string random_subject(Random& random, bool wildcards) {
  std::string subject;
  const std::uint64_t tokens = random.number(4) + 1;
  for (std::uint64_t i = 0; i < tokens; ++i) {
    subject += i == 0 ? "" : ".";
    const std::uint64_t kind = random.number(wildcards ? 6 : 4);
    if (kind == 5 && i + 1 == tokens) {
      subject += ">";
    } else if (kind >= 4) {
      subject += "*";
    } else {
      subject += std::string("abcd").substr(kind, 1);
    }
  }
  return subject;
}

}  // namespace

TEST_CASE("literal, wildcard and queue subscriptions") {
  Sublist list;
  const auto literal = make("a.b");
  const auto any = make("a.*");
  const auto rest = make("a.>");
  const auto queue1 = make("a.b", "q");
  const auto queue2 = make("a.*", "q");
  const auto other = make("a.b", "r");
  for (const auto& each : {&literal, &any, &rest, &queue1, &queue2, &other}) {
    list.insert(**each);
    CHECK((*each)->active);
  }
  const MatchesRef matches = list.match("a.b");
  CHECK(matches->plain.size() == 3);
  REQUIRE(matches->groups.size() == 2);
  const auto q = std::ranges::find(matches->groups, std::string_view("q"), &Matches::Group::queue);
  REQUIRE(q != matches->groups.end());
  CHECK(q->members.size() == 2);
  CHECK(list.match("a.x.y")->plain == std::vector<Subscription*>{rest.get()});
  CHECK(list.match("a")->empty());
  CHECK(list.match("a..b")->empty());
  CHECK(list.match("")->empty());
  CHECK(list.has_interest("a.z"));
  CHECK(!list.has_interest("b"));
}

TEST_CASE("a wildcard as a published token is matched as it is") {
  Sublist list;
  const auto any = make("foo.*");
  const auto literal = make("foo.bar");
  list.insert(*any);
  list.insert(*literal);
  CHECK(list.match("foo.*")->plain == std::vector<Subscription*>{any.get()});
  CHECK(list.match("foo.>")->plain == std::vector<Subscription*>{any.get()});
}

TEST_CASE("results that were given out stay as they were") {
  Sublist list;
  const auto first = make("a");
  const auto second = make("a");
  list.insert(*first);
  for (int round = 0; round < 3; ++round) {
    const MatchesRef before = list.match("a");
    list.insert(*second);
    const MatchesRef with = list.match("a");
    CHECK(before->plain.size() == 1);
    CHECK(with->plain.size() == 2);
    list.remove(*second);
    CHECK(with->plain.size() == 2);
    CHECK(list.match("a")->plain.size() == 1);
  }
}

TEST_CASE("a subscription that is not active is not removed twice") {
  Sublist list;
  const auto first = make("a");
  const auto second = make("a");
  list.insert(*first);
  list.insert(*second);
  list.remove(*first);
  list.remove(*first);
  CHECK(list.figures().subscriptions == 1);
  CHECK(list.match("a")->plain == std::vector<Subscription*>{second.get()});
}

TEST_CASE("the generation changes with interest, and figures count") {
  Sublist list;
  const auto one = make("a.*");
  const auto before = list.generation();
  list.insert(*one);
  CHECK(list.generation() != before);
  // The second miss is let in, the third asking is a hit.
  (void)list.match("a.b");
  (void)list.match("a.b");
  (void)list.match("a.b");
  const Sublist::Figures figures = list.figures();
  CHECK(figures.subscriptions == 1);
  CHECK(figures.inserts == 1);
  CHECK(figures.matches == 3);
  CHECK(figures.cache_hits == 1);
  CHECK(figures.cached == 1);
  CHECK(figures.max_fanout == 1);
  CHECK(figures.average_fanout == doctest::Approx(1));
  list.remove(*one);
  CHECK(list.figures().cached == 0);
  CHECK(list.figures().removes == 1);
}

TEST_CASE("subjects that are used once take no place in the cache") {
  Sublist list;
  const auto one = make("_INBOX.>");
  list.insert(*one);
  for (int i = 0; i < 2000; ++i) {
    CHECK(list.match("_INBOX.x." + std::to_string(i))->plain.size() == 1);
  }
  CHECK(list.figures().cached < 200);
}

TEST_CASE("the cache is bounded") {
  Sublist list;
  const auto one = make(">");
  list.insert(*one);
  for (int round = 0; round < 4; ++round) {
    for (int i = 0; i < 9000; ++i) {
      (void)list.match("s." + std::to_string(i));
    }
  }
  CHECK(list.figures().cached > 6000);
  for (int i = 0; i < 60000; ++i) {
    (void)list.match("t." + std::to_string(i));
    (void)list.match("t." + std::to_string(i));
  }
  CHECK(list.figures().cached <= 16384);
}

TEST_CASE("the same subject again and again, while interest in it changes") {
  Sublist list;
  const auto any = make("*");
  const auto literal = make("a");
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 3; ++i) {
      REQUIRE(list.match("a")->empty());
    }
    list.insert(*literal);
    for (int i = 0; i < 3; ++i) {
      REQUIRE(list.match("a")->plain.size() == 1);
    }
    list.insert(*any);
    for (int i = 0; i < 3; ++i) {
      REQUIRE(list.match("a")->plain.size() == 2);
      REQUIRE(list.match("b")->plain.size() == 1);
    }
    // As many others as make the cache grow.
    for (int i = 0; i < 500; ++i) {
      REQUIRE(list.match("x" + std::to_string(i % 250))->plain.size() == 1);
    }
    REQUIRE(list.match("a")->plain.size() == 2);
    list.remove(*literal);
    REQUIRE(list.match("a")->plain.size() == 1);
    list.remove(*any);
  }
}

TEST_CASE("watchers hear of the first and the last, and of every queue member") {
  Sublist list;
  Recorder recorder;
  list.add_watcher(recorder);
  const auto one = make("a");
  const auto two = make("a");
  const auto queue1 = make("a", "q");
  const auto queue2 = make("a", "q");
  queue2->weight = 3;
  list.insert(*one);
  list.insert(*two);
  list.insert(*queue1);
  list.insert(*queue2);
  list.remove(*one);
  list.remove(*two);
  list.remove(*queue1);
  list.remove(*queue2);
  CHECK(recorder.lines ==
        std::vector<std::string>{"a  1", "a q 1", "a q 4", "a  0", "a q 3", "a q 0"});
  list.remove_watcher(recorder);
  list.insert(*one);
  CHECK(recorder.lines.size() == 6);
}

TEST_CASE("without caching results are the same") {
  Sublist list;
  list.set_caching(false);
  const auto one = make("a");
  list.insert(*one);
  for (int i = 0; i < 3; ++i) {
    CHECK(list.match("a")->plain.size() == 1);
  }
  CHECK(list.figures().cached == 0);
}

TEST_CASE("subjects of very many tokens") {
  Sublist list;
  std::string deep = "a";
  for (int i = 0; i < 1000; ++i) {
    deep += ".a";
  }
  const auto literal = make(deep);
  const auto rest = make("a.>");
  list.insert(*literal);
  list.insert(*rest);
  CHECK(list.match(deep)->plain.size() == 2);
  list.remove(*literal);
  CHECK(list.match(deep)->plain.size() == 1);
}

TEST_CASE("a crowd of subjects comes, and goes but for some") {
  Sublist list;
  std::vector<std::unique_ptr<Subscription>> all;
  for (int i = 0; i < 5000; ++i) {
    all.push_back(make("many." + std::to_string(i) + ".x"));
    list.insert(*all.back());
  }
  const auto stays = [](std::size_t i) { return i % 613 == 5; };
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!stays(i)) {
      list.remove(*all[i]);
    }
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    REQUIRE(list.has_interest(all[i]->subject) == stays(i));
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!stays(i)) {
      list.insert(*all[i]);
    }
  }
  for (const auto& each : all) {
    REQUIRE(list.match(each->subject)->plain == std::vector<Subscription*>{each.get()});
  }
}

TEST_CASE("random interest agrees with the definition of matching") {
  test::SeededRandom random(7);
  Sublist list;
  std::vector<std::unique_ptr<Subscription>> live;
  for (int step = 0; step < 6000; ++step) {
    const std::uint64_t what = random.number(10);
    if (what < 3) {
      live.push_back(make(random_subject(random, true), random.number(3) == 0 ? "q" : ""));
      list.insert(*live.back());
    } else if (what < 5 && !live.empty()) {
      const std::size_t at = random.number(live.size());
      list.remove(*live[at]);
      live.erase(live.begin() + static_cast<std::ptrdiff_t>(at));
    } else {
      const std::string subject = random_subject(random, false);
      std::set<const Subscription*> expected;
      for (const auto& each : live) {
        if (subject::matches(subject, each->subject)) {
          expected.insert(each.get());
        }
      }
      REQUIRE(list.has_interest(subject) == !expected.empty());
      REQUIRE(everyone(*list.match(subject)) == expected);
      const std::string pattern = random_subject(random, true);
      std::set<const Subscription*> overlapping;
      std::set<const Subscription*> found;
      for (const auto& each : live) {
        if (subject::overlaps(pattern, each->subject)) {
          overlapping.insert(each.get());
        }
      }
      list.overlapping(pattern, [&](Subscription& each) { REQUIRE(found.insert(&each).second); });
      REQUIRE(found == overlapping);
    }
    if (step % 500 == 0) {
      std::size_t count = 0;
      list.each([&](Subscription&) { ++count; });
      REQUIRE(count == live.size());
    }
  }
}
