#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/interest/matches.h"
#include "core/engine/interest/token_hash.h"

namespace natsop::engine {

/// Results of the tree by subject, at most 16,384: sets of four places each, in which newcomers
/// replace what has become worthless or the oldest. A subject is let in the second time it misses,
/// so that inboxes that are used once cost no memory and drive nothing out. Takes no memory until
/// something misses. Loop thread only.
class MatchCache {
 public:
  /// The result for a subject, or nothing.
  [[nodiscard]] const MatchesRef* find(std::string_view subject, std::uint64_t hash) const;

  /// The same when it was the last subject found, as those of one publisher often are: without its
  /// hash and the look into the table.
  [[nodiscard]] const MatchesRef* find_again(std::string_view subject) const {
    return last_ != nullptr && last_->epoch == epoch_ && same_text(last_->subject, subject)
               ? &last_->result
               : nullptr;
  }

  /// Whether a subject that missed should be put in.
  [[nodiscard]] bool admit(std::uint64_t hash);
  void put(std::string_view subject, std::uint64_t hash, MatchesRef result);

  /// A literal subject's result is no longer true.
  void drop(std::string_view subject, std::uint64_t hash);
  /// None is.
  void drop_all() { ++epoch_; }

  struct Figures {
    std::uint64_t entries = 0;
    std::uint64_t takers = 0;  ///< over all entries
    std::uint32_t max_takers = 0;
  };
  [[nodiscard]] Figures figures() const;

 private:
  struct Entry {
    std::uint64_t hash = 0;
    std::uint64_t epoch = 0;  // worthless when it is not the cache's
    std::string subject;
    MatchesRef result;
  };
  static constexpr std::size_t kWays = 4;
  static constexpr std::size_t kFirstSets = 16;
  static constexpr std::size_t kMostSets = 4096;

  [[nodiscard]] std::size_t set_of(std::uint64_t hash) const {
    return (hash & (entries_.size() / kWays - 1)) * kWays;
  }
  [[nodiscard]] Entry* entry_of(std::string_view subject, std::uint64_t hash) const;
  Entry& victim(std::uint64_t hash);
  void grow();

  std::vector<Entry> entries_;
  mutable const Entry* last_ = nullptr;  // found
  std::uint64_t epoch_ = 1;
  std::size_t used_ = 0;             // entries that hold something, worthless or not
  std::uint32_t next_way_ = 0;       // to be replaced
  std::vector<std::uint64_t> seen_;  // a Bloom filter of what missed lately
  std::size_t seen_count_ = 0;
};

}  // namespace natsop::engine
