#include "core/engine/interest/interest_tree.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "core/subject/subject.h"

namespace natsop::engine {

namespace {

struct QueueGroup {
  std::string name;
  std::vector<Subscription*> members;

  [[nodiscard]] std::size_t weight() const {
    return std::accumulate(
        members.begin(), members.end(), std::size_t{0},
        [](std::size_t sum, const Subscription* member) { return sum + member->weight; });
  }
};

/// A subject's tokens without memory for those of a usual length.
class SplitSubject {
 public:
  explicit SplitSubject(std::string_view subject) {
    subject::Tokens tokens(subject);
    std::string_view token;
    while (tokens.next(token)) {
      complete_ = complete_ && !token.empty();
      if (size_ < few_.size()) {
        few_[size_++] = token;
        continue;
      }
      if (many_.empty()) {
        many_.assign(few_.begin(), few_.end());
      }
      many_.push_back(token);
    }
  }

  /// Whether no token is empty.
  [[nodiscard]] bool complete() const { return complete_; }
  [[nodiscard]] std::span<const std::string_view> tokens() const {
    return many_.empty() ? std::span<const std::string_view>(few_.data(), size_)
                         : std::span<const std::string_view>(many_);
  }

 private:
  std::array<std::string_view, 16> few_;
  std::size_t size_ = 0;
  bool complete_ = true;
  std::vector<std::string_view> many_;
};

void put(std::vector<Subscription*>& list, Subscription& subscription) {
  subscription.place = static_cast<std::uint32_t>(list.size());
  list.push_back(&subscription);
}

void take(std::vector<Subscription*>& list, const Subscription& subscription) {
  list[subscription.place] = list.back();
  list[subscription.place]->place = subscription.place;
  list.pop_back();
}

}  // namespace

struct InterestTree::Node {
  explicit Node(std::string_view text, std::uint64_t text_hash) : token(text), hash(text_hash) {}

  std::string token;
  std::uint64_t hash;
  TokenMap<Node> children;
  std::unique_ptr<Node> any;   // *
  std::unique_ptr<Node> rest;  // >
  std::vector<Subscription*> plain;
  std::vector<QueueGroup> groups;

  [[nodiscard]] bool held() const { return !plain.empty() || !groups.empty(); }
  [[nodiscard]] bool bare() const {
    return !held() && children.empty() && any == nullptr && rest == nullptr;
  }

  void add_to(Matches& into) const {
    into.plain.insert(into.plain.end(), plain.begin(), plain.end());
    for (const QueueGroup& group : groups) {
      // The same queue on overlapping subjects is one group, as clients expect.
      const auto same = std::ranges::find(into.groups, group.name, &Matches::Group::queue);
      if (same == into.groups.end()) {
        into.groups.push_back({.queue = group.members.front()->queue, .members = group.members});
      } else {
        same->members.insert(same->members.end(), group.members.begin(), group.members.end());
      }
    }
  }

  void visit_own(const Visit& visit) const {
    std::ranges::for_each(plain, [&](Subscription* each) { visit(*each); });
    for (const QueueGroup& group : groups) {
      std::ranges::for_each(group.members, [&](Subscription* each) { visit(*each); });
    }
  }
};

InterestTree::InterestTree() : root_(std::make_unique<Node>("", 0)) {}
InterestTree::~InterestTree() = default;

InterestTree::Node& InterestTree::descend(Node& from, std::string_view token) {
  if (token == subject::kAnyToken || token == subject::kRest) {
    std::unique_ptr<Node>& child = token == subject::kAnyToken ? from.any : from.rest;
    if (child == nullptr) {
      child = std::make_unique<Node>(token, 0);
    }
    return *child;
  }
  const std::uint64_t hash = hash_of(token);
  if (Node* child = from.children.find(token, hash); child != nullptr) {
    return *child;
  }
  return from.children.insert(std::make_unique<Node>(token, hash));
}

InterestTree::Count InterestTree::insert(Subscription& subscription) {
  Node* node = root_.get();
  subject::Tokens tokens(subscription.subject);
  std::string_view token;
  while (tokens.next(token)) {
    node = &descend(*node, token);
  }
  if (subscription.queue.empty()) {
    put(node->plain, subscription);
    return {.members = node->plain.size(), .first = node->plain.size() == 1};
  }
  auto group = std::ranges::find(node->groups, subscription.queue, &QueueGroup::name);
  const bool first = group == node->groups.end();
  if (first) {
    node->groups.push_back({.name = subscription.queue, .members = {}});
    group = std::prev(node->groups.end());
  }
  put(group->members, subscription);
  return {.members = group->weight(), .first = first};
}

InterestTree::Count InterestTree::remove(Subscription& subscription) {
  path_.assign(1, root_.get());
  subject::Tokens tokens(subscription.subject);
  std::string_view token;
  while (tokens.next(token)) {
    path_.push_back(&descend(*path_.back(), token));
  }
  Node& node = *path_.back();
  Count count;
  if (subscription.queue.empty()) {
    take(node.plain, subscription);
    count.members = node.plain.size();
  } else {
    const auto group = std::ranges::find(node.groups, subscription.queue, &QueueGroup::name);
    take(group->members, subscription);
    count.members = group->weight();
    if (group->members.empty()) {
      node.groups.erase(group);
    }
  }
  prune(path_);
  return count;
}

/// Drops the nodes at the end of a path that hold nothing any more.
void InterestTree::prune(std::span<Node* const> path) {
  for (std::size_t i = path.size() - 1; i > 0 && path[i]->bare(); --i) {
    Node& parent = *path[i - 1];
    if (parent.any.get() == path[i]) {
      parent.any.reset();
    } else if (parent.rest.get() == path[i]) {
      parent.rest.reset();
    } else {
      parent.children.erase(*path[i]);
    }
  }
}

void InterestTree::collect(std::string_view subject, Matches& into) const {
  const SplitSubject split(subject);
  if (split.complete()) {
    collect(*root_, split.tokens(), into);
  }
}

void InterestTree::collect(const Node& node, Tokens tokens, Matches& into) {
  if (node.rest != nullptr) {
    node.rest->add_to(into);
  }
  for (const Node* next : {node.children.find(tokens.front()), node.any.get()}) {
    if (next == nullptr) {
      continue;
    }
    if (tokens.size() == 1) {
      next->add_to(into);
    } else {
      collect(*next, tokens.subspan(1), into);
    }
  }
}

bool InterestTree::wanted(std::string_view subject) const {
  const SplitSubject split(subject);
  return split.complete() && wanted(*root_, split.tokens());
}

bool InterestTree::wanted(const Node& node, Tokens tokens) {
  if (node.rest != nullptr) {
    return true;
  }
  for (const Node* next : {node.children.find(tokens.front()), node.any.get()}) {
    if (next != nullptr && (tokens.size() == 1 ? next->held() : wanted(*next, tokens.subspan(1)))) {
      return true;
    }
  }
  return false;
}

void InterestTree::overlapping(std::string_view pattern, const Visit& visit) const {
  const SplitSubject split(pattern);
  if (split.complete()) {
    overlapping(*root_, split.tokens(), visit);
  }
}

void InterestTree::overlapping(const Node& node, Tokens tokens, const Visit& visit) {
  if (tokens.empty()) {
    node.visit_own(visit);
    return;
  }
  const auto below = [&](const Node& next) { overlapping(next, tokens.subspan(1), visit); };
  const std::string_view token = tokens.front();
  if (token == subject::kRest) {
    node.children.each([&](const Node& next) { each(next, visit); });
    if (node.any != nullptr) {
      each(*node.any, visit);
    }
  } else {
    if (token == subject::kAnyToken) {
      node.children.each(below);
    } else if (const Node* next = node.children.find(token); next != nullptr) {
      below(*next);
    }
    if (node.any != nullptr) {
      below(*node.any);
    }
  }
  if (node.rest != nullptr) {
    node.rest->visit_own(visit);
  }
}

void InterestTree::each(const Visit& visit) const { each(*root_, visit); }

void InterestTree::each(const Node& node, const Visit& visit) {
  node.visit_own(visit);
  node.children.each([&](const Node& next) { each(next, visit); });
  if (node.any != nullptr) {
    each(*node.any, visit);
  }
  if (node.rest != nullptr) {
    each(*node.rest, visit);
  }
}

}  // namespace natsop::engine
