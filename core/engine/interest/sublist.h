#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/interest/subscription.h"

namespace natsop::engine {

/// Who wants one literal subject. Order is that of subscribing, except that removals may move the
/// last one into the gap.
struct Matches {
  struct Group {
    std::string queue;
    std::vector<Subscription*> members;  ///< never empty
  };
  std::vector<Subscription*> plain;
  std::vector<Group> groups;

  [[nodiscard]] bool empty() const { return plain.empty() && groups.empty(); }
};

/// All interest of one account: a tree of subject tokens with a bounded cache of results.
///
/// Loop thread only. Subscriptions are not owned.
class Sublist {
 public:
  /// Hears when the first subscription of a subject and queue comes and when the last one goes;
  /// members counts those there are now. Called for every change of a queue's members. Leafnodes
  /// make their LS+ and LS- of it.
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

  Sublist();
  Sublist(const Sublist&) = delete;
  Sublist& operator=(const Sublist&) = delete;
  ~Sublist();

  /// The subject must be valid (core/subject); active must be false, and is set.
  void insert(Subscription& subscription);
  /// Nothing happens when it is not active. Results given out before keep pointing to it until the
  /// turn ends.
  void remove(Subscription& subscription);

  /// Everyone interested. Valid until the turn ends, whatever is inserted or removed meanwhile:
  /// then it is as it was at the call, so look at Subscription::active before using a member.
  [[nodiscard]] std::shared_ptr<const Matches> match(std::string_view subject);

  /// Changes with every insert and remove: what match() said holds while this is the same.
  [[nodiscard]] std::uint64_t generation() const { return generation_; }

  /// Whether anyone would get the subject; cheaper than match(), and leaves the cache alone.
  [[nodiscard]] bool has_interest(std::string_view subject) const;

  /// Every subscription whose subject, wildcards and all, overlaps the pattern.
  void overlapping(std::string_view pattern, const std::function<void(Subscription&)>& visit) const;
  /// All of them.
  void each(const std::function<void(Subscription&)>& visit) const;

  [[nodiscard]] Figures figures() const;

  void add_watcher(Watcher& watcher);
  void remove_watcher(Watcher& watcher);

 private:
  struct Tree;
  std::unique_ptr<Tree> tree_;
  std::uint64_t generation_ = 1;
};

}  // namespace natsop::engine
