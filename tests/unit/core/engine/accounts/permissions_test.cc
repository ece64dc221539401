#include "core/engine/accounts/permissions.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>

#include "core/subject/subject.h"
#include "tests/support/seeded_random.h"

namespace natsop::engine {

using Texts = std::vector<std::string>;
using Answer = Permissions::Answer;

namespace {

PermissionRules publishing(std::optional<Texts> allow, Texts deny) {
  PermissionRules rules;
  rules.publish = {.allow = std::move(allow), .deny = std::move(deny)};
  return rules;
}

PermissionRules subscribing(std::optional<Texts> allow, Texts deny) {
  PermissionRules rules;
  rules.subscribe = {.allow = std::move(allow), .deny = std::move(deny)};
  return rules;
}

}  // namespace

TEST_CASE("without rules everything is allowed but the reserved queue") {
  const Permissions all{PermissionRules()};
  CHECK(all.may_publish("a.b"));
  CHECK(all.may_subscribe(">", "") == Answer::Yes);
  CHECK(all.may_subscribe(">", "q") == Answer::Yes);
  CHECK(all.may_subscribe(">", "_sys_") == Answer::No);
}

TEST_CASE("an empty allow list allows nothing") {
  const Permissions none(publishing(Texts(), {}));
  CHECK_FALSE(none.may_publish("a"));
  const Permissions deaf(subscribing(Texts(), {}));
  CHECK(deaf.may_subscribe("a", "") == Answer::No);
}

TEST_CASE("publishing needs an allow and no deny") {
  const Permissions some(publishing(Texts{"a.*", "b.>", "lit"}, {"a.x", "b.*.secret"}));
  for (const char* subject : {"a.y", "b.1", "b.1.2", "lit"}) {
    CAPTURE(subject);
    CHECK(some.may_publish(subject));
    CHECK(some.may_publish(subject));
  }
  for (const char* subject : {"a.x", "a", "a.y.z", "b", "b.1.secret", "lit.x", "c", ""}) {
    CAPTURE(subject);
    CHECK_FALSE(some.may_publish(subject));
    CHECK_FALSE(some.may_publish(subject));
  }
  const Permissions denied(publishing(std::nullopt, {"*.no"}));
  CHECK(denied.may_publish("a.yes"));
  CHECK_FALSE(denied.may_publish("a.no"));
}

TEST_CASE("a subscription must be allowed as a whole") {
  const Permissions some(subscribing(Texts{"foo.*", "bar.>"}, {}));
  CHECK(some.may_subscribe("foo.1", "") == Answer::Yes);
  CHECK(some.may_subscribe("foo.*", "q") == Answer::Yes);
  CHECK(some.may_subscribe("bar.*.x", "") == Answer::Yes);
  CHECK(some.may_subscribe("foo.>", "") == Answer::No);
  CHECK(some.may_subscribe("*.1", "") == Answer::No);
  CHECK(some.may_subscribe(">", "") == Answer::No);
  CHECK(some.may_subscribe("foo", "") == Answer::No);
}

TEST_CASE("what is wider than a deny is let in and filtered") {
  const Permissions some(subscribing(std::nullopt, {"foo.secret", "bar.>"}));
  CHECK(some.may_subscribe("foo.*", "") == Answer::Filtered);
  CHECK(some.may_subscribe("*.x", "") == Answer::Filtered);
  CHECK(some.may_subscribe(">", "q") == Answer::Filtered);
  CHECK(some.may_subscribe("foo.secret", "") == Answer::No);
  CHECK(some.may_subscribe("bar.x.y", "") == Answer::No);
  CHECK(some.may_subscribe("bar.*", "") == Answer::No);
  CHECK(some.may_subscribe("foo.open", "") == Answer::Yes);
  CHECK(some.may_subscribe("baz.*", "") == Answer::Yes);
  CHECK(some.may_receive("foo.open", ""));
  CHECK_FALSE(some.may_receive("foo.secret", ""));
  CHECK_FALSE(some.may_receive("bar.1", "q"));
}

TEST_CASE("queues named with a subject are the only ones there") {
  const Permissions some(subscribing(Texts{"foo v1", "foo v1.>", "open", "bar", "bar *.dev"}, {}));
  CHECK(some.may_subscribe("foo", "") == Answer::No);
  CHECK(some.may_subscribe("foo", "v1") == Answer::Yes);
  CHECK(some.may_subscribe("foo", "v1.2") == Answer::Yes);
  CHECK(some.may_subscribe("foo", "v2") == Answer::No);
  CHECK(some.may_subscribe("open", "any") == Answer::Yes);
  CHECK(some.may_subscribe("bar", "") == Answer::Yes);
  CHECK(some.may_subscribe("bar", "x.dev") == Answer::Yes);
  CHECK(some.may_subscribe("bar", "x.prod") == Answer::No);
}

TEST_CASE("a deny of a queue leaves other queues and plain subscriptions alone") {
  const Permissions some(subscribing(std::nullopt, {"foo *.prod", "bar.x dev"}));
  CHECK(some.may_subscribe("foo", "") == Answer::Yes);
  CHECK(some.may_subscribe("foo", "a.prod") == Answer::No);
  CHECK(some.may_subscribe("foo", "a.dev") == Answer::Yes);
  CHECK(some.may_subscribe("bar.*", "dev") == Answer::Filtered);
  CHECK(some.may_subscribe("bar.*", "other") == Answer::Yes);
  CHECK_FALSE(some.may_receive("bar.x", "dev"));
  CHECK(some.may_receive("bar.x", "other"));
  const Permissions both(subscribing(std::nullopt, {"foo", "foo q"}));
  CHECK(both.may_subscribe("foo", "other") == Answer::No);
}

TEST_CASE("answers from the table are those of the rules, for many subjects and rules") {
  natsop::test::SeededRandom random(7);
  const auto token = [&] { return fmt::format("t{}", random.number(6)); };
  const auto pattern = [&] {
    const auto part = [&] { return random.number(4) == 0 ? std::string("*") : token(); };
    return fmt::format("{}.{}{}", part(), part(), random.number(3) == 0 ? ".>" : "");
  };
  Texts allow;
  Texts deny;
  for (int i = 0; i < 8; ++i) {
    allow.push_back(pattern());
    deny.push_back(pattern() + ".x");
  }
  std::erase_if(deny, [](const std::string& d) { return d.find('>') != std::string::npos; });
  const Permissions some(publishing(allow, deny));
  const auto any = [](const Texts& patterns, const std::string& subject) {
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](const auto& p) { return subject::matches(subject, p); });
  };
  int allowed = 0;
  for (int i = 0; i < 4000; ++i) {
    const std::string subject =
        fmt::format("{}.{}{}", token(), token(), random.number(2) == 0 ? ".x" : "");
    const bool expected = any(allow, subject) && !any(deny, subject);
    REQUIRE(some.may_publish(subject) == expected);
    allowed += expected ? 1 : 0;
  }
  CHECK(allowed > 400);
  CHECK(allowed < 3600);
}

}  // namespace natsop::engine
