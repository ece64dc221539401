#include "core/engine/accounts/account.h"

#include <algorithm>
#include <array>

#include "core/engine/accounts/directory.h"
#include "core/engine/accounts/exports.h"
#include "core/engine/accounts/imports.h"
#include "core/engine/accounts/mappings.h"
#include "core/engine/accounts/stream_import.h"
#include "core/engine/protocol/error_text.h"

namespace natsop::engine {

namespace {

constexpr std::string_view kLettersAndDigits =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Drawn at once: asking the kernel for each reply subject would cost more than the rest of it.
constexpr std::size_t kRandomAhead = 512;

bool is_own_echo(const Subscription& subscription, const Origin& origin) {
  return !origin.echo && subscription.sink == origin.sink;
}

}  // namespace

Account::Account(std::string name, Services services, AccountDirectory& directory)
    : name_(std::move(name)),
      services_(services),
      directory_(directory),
      dice_(services.random),
      mappings_(std::make_unique<SubjectMappings>()),
      exports_(std::make_unique<Exports>(*this)),
      imports_(std::make_unique<Imports>(*this)) {}

Account::~Account() = default;

void Account::subscribe(Subscription& subscription) {
  interest_.insert(subscription);
  imports_->shadow(subscription);
}

void Account::unsubscribe(Subscription& subscription) {
  interest_.remove(subscription);
  if (!subscription.shadows.empty()) {
    drop_shadows(subscription, services_.loop);
  }
  imports_->on_unsubscribed(subscription);
}

std::size_t Account::publish(const Origin& origin, const Message& message, std::string* mapped) {
  const bool maps =
      origin.party == Party::Client || origin.party == Party::Leaf || origin.imports != nullptr;
  if (mappings_->empty() || !maps) {
    return route(origin, message);
  }
  ScratchPool::Lent subject(scratch_);
  switch (mappings_->map(message.subject, dice_, *subject)) {
    case SubjectMappings::Outcome::Unchanged:
      break;
    case SubjectMappings::Outcome::Changed: {
      Message renamed = message;
      renamed.subject = *subject;
      const std::size_t taken = route(origin, renamed);
      if (taken == 0 && mapped != nullptr) {
        *mapped = *subject;
      }
      return taken;
    }
    case SubjectMappings::Outcome::Dropped:
      return 0;
  }
  return route(origin, message);
}

std::size_t Account::route(const Origin& origin, const Message& message) {
  const auto matches = interest_.match(message.subject);
  std::size_t taken = 0;
  for (Subscription* subscription : matches->plain) {
    if (subscription->active && !is_own_echo(*subscription, origin) &&
        subscription->sink->deliver(*subscription, message, origin)) {
      ++taken;
    }
  }
  for (const Matches::Group& group : matches->groups) {
    if (deliver_to_one(group, message, origin)) {
      ++taken;
    }
  }
  return taken;
}

bool Account::deliver_to_one(const Matches::Group& group, const Message& message,
                             const Origin& origin) {
  const std::vector<Subscription*>& members = group.members;
  const auto is_leaf = [](const Subscription* s) { return s->sink->party() == Party::Leaf; };
  std::size_t start = dice_.draw(members.size());
  bool leafs = is_leaf(members[start]);
  if (leafs) {
    // Draw again among the others alone, or those that follow leafnodes would get more.
    const auto others = static_cast<std::size_t>(
        std::count_if(members.begin(), members.end(), [&](auto* s) { return !is_leaf(s); }));
    for (std::size_t skip = others == 0 ? 0 : dice_.draw(others) + 1; skip > 0;) {
      start = (start + 1) % members.size();
      skip -= is_leaf(members[start]) ? 0 : 1;
    }
  }
  for (std::size_t i = 0; i < members.size(); ++i) {
    const std::size_t at = start + i;
    Subscription& member = *members[at < members.size() ? at : at - members.size()];
    if (is_leaf(&member)) {
      leafs = true;
    } else if (member.active && !is_own_echo(member, origin) &&
               member.sink->deliver(member, message, origin)) {
      return true;
    }
  }
  return leafs && deliver_to_leaf(group, start, message, origin);
}

bool Account::deliver_to_leaf(const Matches::Group& group, std::size_t start,
                              const Message& message, const Origin& origin) {
  const std::vector<Subscription*>& members = group.members;
  const auto eligible = [&](const Subscription& s) {
    return s.sink->party() == Party::Leaf && s.active && !is_own_echo(s, origin);
  };
  // One with many members behind it gets as much more.
  std::size_t weights = 0;
  for (const Subscription* member : members) {
    weights += eligible(*member) ? member->weight : 0;
  }
  std::size_t skip = weights == 0 ? 0 : dice_.draw(weights);
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (eligible(*members[i])) {
      if (skip < members[i]->weight) {
        start = i;
        break;
      }
      skip -= members[i]->weight;
    }
  }
  for (std::size_t i = 0; i < members.size(); ++i) {
    Subscription& member = *members[(start + i) % members.size()];
    if (eligible(member) && member.sink->deliver(member, message, origin)) {
      return true;
    }
  }
  return false;
}

std::string Account::random_token(std::size_t size) {
  std::array<std::byte, kRandomAhead> bytes;
  while (letters_.size() < size) {
    services_.random.fill(bytes);
    for (const std::byte byte : bytes) {
      const auto value = std::to_integer<std::size_t>(byte);
      // Bytes beyond the last whole round of the alphabet would favour its beginning.
      if (value < 256 / kLettersAndDigits.size() * kLettersAndDigits.size()) {
        letters_ += kLettersAndDigits[value % kLettersAndDigits.size()];
      }
    }
  }
  std::string token = letters_.substr(letters_.size() - size);
  letters_.resize(letters_.size() - size);
  return token;
}

std::size_t Account::count(Party party) const {
  return static_cast<std::size_t>(std::count_if(
      members_.begin(), members_.end(), [&](const Member* m) { return m->party() == party; }));
}

bool Account::has_room(Party party) const {
  const std::int64_t limit = party == Party::Leaf ? limits_.leafnodes : limits_.connections;
  return limit < 0 || static_cast<std::int64_t>(count(party)) < limit;
}

void Account::add_member(Member& member) {
  if (places_.emplace(&member, members_.size()).second) {
    members_.push_back(&member);
  }
}

void Account::remove_member(Member& member) {
  const auto place = places_.find(&member);
  if (place == places_.end()) {
    return;
  }
  Member* last = members_.back();
  members_[place->second] = last;
  places_[last] = place->second;
  members_.pop_back();
  places_.erase(&member);
}

std::vector<Problem> Account::apply(const AccountRules& rules) {
  std::vector<Problem> problems;
  apply_own(rules, problems);
  directory_.settle({this});
  const std::vector<Problem> imports = imports_->problems();
  problems.insert(problems.end(), imports.begin(), imports.end());
  tell_members();
  return problems;
}

void Account::apply_own(const AccountRules& rules, std::vector<Problem>& problems) {
  display_name_ = rules.display_name;
  limits_ = rules.limits;
  if (!rules.default_permissions) {
    default_permissions_ = nullptr;
  } else if (default_permissions_ == nullptr ||
             !(default_permissions_->rules() == *rules.default_permissions)) {
    default_permissions_ = std::make_shared<const Permissions>(*rules.default_permissions);
  }
  for (const auto& fault : mappings_->set(rules.mappings, directory_.cluster())) {
    problems.push_back({.kind = Problem::Kind::BadSubject,
                        .account = name_,
                        .rule = "mapping \"" + fault.source + "\"",
                        .reason = fault.error.message()});
  }
  imports_->replace(rules.imports);
  const std::vector<Problem> exports = exports_->set(rules.exports);
  problems.insert(problems.end(), exports.begin(), exports.end());
}

void Account::tell_members() {
  enforce_limit(Party::Client, limits_.connections);
  enforce_limit(Party::Leaf, limits_.leafnodes);
  each_member([](Member& member) { member.on_account_changed(); });
}

void Account::expel_all(std::string_view error_text, std::string_view reason) {
  each_member([&](Member& member) { member.expel(error_text, reason); });
}

void Account::each_member(const std::function<void(Member&)>& visit) {
  const std::vector<Member*> here = members_;
  for (Member* member : here) {
    if (places_.contains(member)) {
      visit(*member);
    }
  }
}

void Account::enforce_limit(Party party, std::int64_t limit) {
  const std::size_t here = limit < 0 ? 0 : count(party);
  if (limit < 0 || here <= static_cast<std::size_t>(limit)) {
    return;
  }
  std::vector<Member*> newest;
  std::copy_if(members_.begin(), members_.end(), std::back_inserter(newest),
               [&](const Member* m) { return m->party() == party; });
  std::sort(newest.begin(), newest.end(),
            [](const Member* a, const Member* b) { return a->id() > b->id(); });
  newest.resize(here - static_cast<std::size_t>(limit));
  for (Member* member : newest) {
    member->expel(error_text::kMaximumAccountConnections, "Maximum Account Connections Exceeded");
  }
}

void Account::close() {
  for (Member* leaver : std::exchange(leavers_, {})) {
    leaver->on_account_gone();
  }
  imports_->close();
  exports_->responses().close_all();
}

}  // namespace natsop::engine
