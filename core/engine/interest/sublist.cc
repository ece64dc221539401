#include "core/engine/interest/sublist.h"

#include <algorithm>

#include "core/engine/interest/token_hash.h"
#include "core/subject/subject.h"

namespace natsop::engine {

void Sublist::insert(Subscription& subscription) {
  const InterestTree::Count count = tree_.insert(subscription);
  subscription.active = true;
  ++subscriptions_;
  ++inserts_;
  changed(subscription);
  if (count.first || !subscription.queue.empty()) {
    tell(subscription, count.members);
  }
}

void Sublist::remove(Subscription& subscription) {
  if (!subscription.active) {
    return;
  }
  const InterestTree::Count count = tree_.remove(subscription);
  subscription.active = false;
  --subscriptions_;
  ++removes_;
  changed(subscription);
  if (count.members == 0 || !subscription.queue.empty()) {
    tell(subscription, count.members);
  }
}

/// Results that may have the subscription, or lack it, are not to be used again.
void Sublist::changed(const Subscription& subscription) {
  ++generation_;
  if (subject::has_wildcard(subscription.subject)) {
    cache_.drop_all();
  } else {
    cache_.drop(subscription.subject, hash_of(subscription.subject));
  }
}

void Sublist::tell(const Subscription& subscription, std::size_t members) const {
  for (Watcher* watcher : watchers_) {
    watcher->on_interest(subscription.subject, subscription.queue, members);
  }
}

MatchesRef Sublist::match(std::string_view subject) {
  ++matches_;
  if (const MatchesRef* found = cache_.find_again(subject); found != nullptr) {
    ++hits_;
    return *found;
  }
  const std::uint64_t hash = hash_of(subject);
  if (const MatchesRef* found = cache_.find(subject, hash); found != nullptr) {
    ++hits_;
    return *found;
  }
  if (caching_ && cache_.admit(hash)) {
    MatchesRef result(std::make_unique<Matches>());
    tree_.collect(subject, result.writable());
    cache_.put(subject, hash, result);
    return result;
  }
  if (!scratch_.unique()) {
    scratch_ = MatchesRef(std::make_unique<Matches>());
  }
  scratch_.writable().plain.clear();
  scratch_.writable().groups.clear();
  tree_.collect(subject, scratch_.writable());
  return scratch_;
}

bool Sublist::has_interest(std::string_view subject) const {
  const MatchesRef* found = cache_.find(subject, hash_of(subject));
  return found != nullptr ? !(*found)->empty() : tree_.wanted(subject);
}

void Sublist::overlapping(std::string_view pattern,
                          const std::function<void(Subscription&)>& visit) const {
  tree_.overlapping(pattern, visit);
}

void Sublist::each(const std::function<void(Subscription&)>& visit) const { tree_.each(visit); }

Sublist::Figures Sublist::figures() const {
  const MatchCache::Figures cache = cache_.figures();
  Figures figures{.subscriptions = subscriptions_,
                  .cached = cache.entries,
                  .inserts = inserts_,
                  .removes = removes_,
                  .matches = matches_,
                  .cache_hits = hits_,
                  .max_fanout = cache.max_takers};
  if (cache.entries > 0) {
    figures.average_fanout = static_cast<double>(cache.takers) / static_cast<double>(cache.entries);
  }
  return figures;
}

void Sublist::add_watcher(Watcher& watcher) { watchers_.push_back(&watcher); }
void Sublist::remove_watcher(Watcher& watcher) { std::erase(watchers_, &watcher); }

}  // namespace natsop::engine
