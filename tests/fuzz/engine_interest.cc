// Interest: lines insert a subscription (+), remove it (-) or ask for a subject, and the answers
// are those of the definition.
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/engine/interest/sublist.h"
#include "core/subject/subject.h"
#include "core/text/ascii.h"
#include "tests/fuzz/fuzz.h"

namespace natsop::fuzz {
namespace {

struct World {
  engine::Sublist list;
  std::vector<std::unique_ptr<engine::Subscription>> live;

  void insert(std::string_view subject) {
    if (!subject::is_valid(subject) || live.size() > 200) return;
    auto made = std::make_unique<engine::Subscription>();
    made->subject = subject;
    made->queue = subject.size() % 3 == 0 ? "q" : "";
    list.insert(*made);
    live.push_back(std::move(made));
  }

  void remove(std::string_view subject) {
    std::erase_if(live, [&](const auto& each) {
      if (each->subject != subject) return false;
      list.remove(*each);
      return true;
    });
  }

  void ask(std::string_view subject) {
    if (!subject::is_valid_literal(subject)) return;
    std::set<const engine::Subscription*> expected;
    for (const auto& each : live) {
      if (subject::matches(subject, each->subject)) expected.insert(each.get());
    }
    const engine::MatchesRef matches = list.match(subject);
    std::set<const engine::Subscription*> got(matches->plain.begin(), matches->plain.end());
    for (const auto& group : matches->groups) {
      got.insert(group.members.begin(), group.members.end());
    }
    require(got == expected, "everyone who wants it, and nobody else");
    require(list.has_interest(subject) == !expected.empty(), "interest");
  }
};

}  // namespace

void one(std::string_view input) {
  World world;
  for (const std::string_view line : text::split(input, '\n')) {
    if (line.starts_with('+')) {
      world.insert(line.substr(1));
    } else if (line.starts_with('-')) {
      world.remove(line.substr(1));
    } else {
      world.ask(line);
      world.ask(line);
    }
  }
}

}  // namespace natsop::fuzz
