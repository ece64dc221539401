#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <set>

#include "tests/unit/core/engine/accounts/world.h"

namespace natsop::engine::test {

namespace {

using Texts = std::vector<std::string>;

/// Four accounts in a row, each with a service that it takes from the next one, and one that takes
/// from two. The last one's members answer; the first ones' ask.
struct Row : World {
  Row() {
    for (const std::string& name : kNames) {
      rules[name] = full(name);
    }
    REQUIRE(accounts.apply(rules).empty());
    for (const std::string& name : kNames) {
      members.push_back(member(name));
      members.push_back(member(name));
    }
  }

  static AccountRules full(const std::string& name) {
    AccountRules rules;
    rules.exports = {
        service_export("svc.*", name == "C" ? ResponseType::Single : ResponseType::Stream)};
    if (name == "A") {
      rules.imports = {service_import("B", "svc.*"), service_import("C", "svc.x", "direct")};
    } else if (name == "B") {
      rules.imports = {service_import("C", "svc.*", "svc.$1", true)};
    } else if (name == "C") {
      rules.imports = {service_import("D", "svc.*")};
    }
    return rules;
  }

  [[nodiscard]] std::size_t open() {
    std::size_t count = 0;
    for (const std::string& name : kNames) {
      count += account(name).exports().responses().size();
    }
    return count;
  }

  static inline const Texts kNames{"A", "B", "C", "D"};
  std::map<std::string, AccountRules> rules;
  std::vector<std::unique_ptr<FakeMember>> members;  // two of each account
};

/// The account that an inbox of this test belongs to: inboxes are called after it.
bool is_foreign_inbox(const std::string& subject, const std::string& account) {
  return subject.starts_with("inbox.") && !subject.starts_with("inbox." + account + ".");
}

}  // namespace

TEST_CASE("whatever is asked, answered, forgotten and reloaded, no inbox leaks and nothing stays") {
  natsop::test::SeededRandom random(23);
  Row row;
  const auto pick = [&](std::size_t bound) {
    return static_cast<std::size_t>(random.number(bound));
  };
  std::vector<std::vector<Subscription*>> held(row.members.size());
  std::vector<std::set<std::string>> replies(row.members.size());
  std::size_t answered = 0;
  std::size_t most_open = 0;
  for (int step = 0; step < 6000; ++step) {
    const std::size_t who = pick(row.members.size());
    FakeMember& member = *row.members[who];
    const std::string& name = Row::kNames[who / 2];
    switch (pick(8)) {
      case 0:
        held[who].push_back(
            &member.subscribe(pick(3) == 0 ? "svc.*" : fmt::format("inbox.{}.{}", name, pick(3)),
                              pick(3) == 0 ? "q" : ""));
        break;
      case 1:
        if (!held[who].empty()) {
          const std::size_t which = pick(held[who].size());
          member.unsubscribe(*held[who][which]);
          held[who].erase(held[who].begin() + static_cast<std::ptrdiff_t>(which));
        }
        break;
      case 2:
        if (pick(20) == 0) {
          // Its imports or exports go for a while.
          AccountRules less = row.rules[name];
          (pick(2) == 0 ? less.imports.clear() : less.exports.clear());
          static_cast<void>(row.account(name).apply(less));
          static_cast<void>(row.account(name).apply(pick(2) == 0 ? less : row.rules[name]));
        } else if (pick(20) == 0) {
          static_cast<void>(row.accounts.apply(row.rules));
        }
        break;
      case 3:
        row.loop.advance(std::chrono::seconds(pick(10)));
        break;
      case 4:
      case 5:
        if (!replies[who].empty()) {
          auto reply = replies[who].begin();
          std::advance(reply, static_cast<std::ptrdiff_t>(pick(replies[who].size())));
          answered += member.publish(*reply, pick(4) == 0 ? "" : "answer",
                                     pick(4) == 0 ? fmt::format("inbox.{}.{}", name, pick(3)) : "");
          if (pick(2) == 0) {
            replies[who].erase(reply);
          }
        }
        break;
      default:
        member.publish(pick(4) == 0 ? "direct" : "svc.x", "ask",
                       pick(6) == 0 ? "" : fmt::format("inbox.{}.{}", name, pick(3)));
        break;
    }
    row.loop.end_turn();
    most_open = std::max(most_open, row.open());
    for (std::size_t i = 0; i < row.members.size(); ++i) {
      for (const Got& got : row.members[i]->got) {
        REQUIRE_FALSE(is_foreign_inbox(got.subject, Row::kNames[i / 2]));
        REQUIRE_FALSE(is_foreign_inbox(got.reply, Row::kNames[i / 2]));
        if (!got.reply.empty()) {
          replies[i].insert(got.reply);
        }
      }
      row.members[i]->got.clear();
    }
  }
  CHECK(answered > 50);
  CHECK(most_open > 5);
  for (std::size_t i = 0; i < row.members.size(); ++i) {
    for (Subscription* each : held[i]) {
      row.members[i]->unsubscribe(*each);
    }
  }
  row.loop.advance(std::chrono::minutes(10));
  CHECK(row.open() == 0);
  CHECK(row.loop.timers() == 0);
  for (const std::string& name : Row::kNames) {
    CHECK(row.account(name).imports().awaited().empty());
  }
  // What is left of interest is the imports and one subscription for answers each.
  REQUIRE(row.accounts
              .apply({{"A", AccountRules()},
                      {"B", AccountRules()},
                      {"C", AccountRules()},
                      {"D", AccountRules()}})
              .empty());
  for (const std::string& name : Row::kNames) {
    for (const std::string& subject : interest_of(row.account(name))) {
      CHECK(subject.starts_with("_R_."));
    }
    CHECK(interest_of(row.account(name)).size() <= 1);
  }
}

}  // namespace natsop::engine::test
