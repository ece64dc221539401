#pragma once
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "core/engine/interest/interest_tree.h"
#include "core/engine/interest/match_cache.h"
#include "core/engine/interest/matches.h"
#include "core/engine/interest/subscription.h"

namespace natsop::engine {

/// All interest of one account: a tree of subject tokens with a bounded cache of results.
///
/// Loop thread only. Subscriptions are not owned.
class Sublist {
 public:
  /// Hears when the first plain subscription of a subject comes (members 1) and when the last one
  /// goes (0), and of every change of a queue's members, whose weights it counts. Leafnodes make
  /// their LS+ and LS- of it.
  class Watcher {
   public:
    virtual void on_interest(std::string_view subject, std::string_view queue,
                             std::size_t members) = 0;

   protected:
    ~Watcher() = default;
  };

  struct Figures {
    std::uint64_t subscriptions = 0;
    std::uint64_t cached = 0;
    std::uint64_t inserts = 0;
    std::uint64_t removes = 0;
    std::uint64_t matches = 0;
    std::uint64_t cache_hits = 0;
    std::uint32_t max_fanout = 0;  ///< among the cached results
    double average_fanout = 0;
  };

  Sublist() = default;
  Sublist(const Sublist&) = delete;
  Sublist& operator=(const Sublist&) = delete;
  ~Sublist() = default;

  /// For disable_sublist_cache.
  void set_caching(bool caching) { caching_ = caching; }

  /// The subject must be valid (core/subject); active must be false, and is set.
  void insert(Subscription& subscription);
  /// Nothing happens when it is not active. Results given out before keep pointing to it until the
  /// turn ends.
  void remove(Subscription& subscription);

  /// Everyone interested. Valid until the turn ends, whatever is inserted or removed meanwhile:
  /// then it is as it was at the call, so look at Subscription::active before using a member.
  /// Costs one look into a table and no memory when the subject was asked for before.
  [[nodiscard]] MatchesRef match(std::string_view subject);

  /// Changes with every insert and remove: what match() said holds while this is the same.
  [[nodiscard]] std::uint64_t generation() const { return generation_; }

  /// Whether anyone would get the subject; cheaper than match(), and leaves the cache alone.
  [[nodiscard]] bool has_interest(std::string_view subject) const;

  /// Every subscription whose subject, wildcards and all, overlaps the pattern.
  void overlapping(std::string_view pattern, const std::function<void(Subscription&)>& visit) const;
  /// All of them.
  void each(const std::function<void(Subscription&)>& visit) const;

  /// Walks over what is cached; subscriptions() alone does not.
  [[nodiscard]] Figures figures() const;
  [[nodiscard]] std::uint64_t subscriptions() const { return subscriptions_; }

  void add_watcher(Watcher& watcher);
  void remove_watcher(Watcher& watcher);

 private:
  void changed(const Subscription& subscription);
  void tell(const Subscription& subscription, std::size_t members) const;

  InterestTree tree_;
  MatchCache cache_;
  bool caching_ = true;
  MatchesRef scratch_;  // for results that are not cached
  std::uint64_t generation_ = 1;
  std::vector<Watcher*> watchers_;
  std::uint64_t subscriptions_ = 0;
  std::uint64_t inserts_ = 0;
  std::uint64_t removes_ = 0;
  std::uint64_t matches_ = 0;
  std::uint64_t hits_ = 0;
};

}  // namespace natsop::engine
