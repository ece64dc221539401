#include "core/engine/interest/match_cache.h"

#include <algorithm>

#include "core/engine/interest/token_hash.h"

namespace natsop::engine {

namespace {

constexpr std::size_t kSeenWords = 1024;
constexpr std::size_t kSeenBits = kSeenWords * 64;
// A quarter of the bits at two a subject: one in twelve newcomers is taken for a known one at most.
constexpr std::size_t kSeenMost = kSeenBits / 6;

}  // namespace

MatchCache::Entry* MatchCache::entry_of(std::string_view subject, std::uint64_t hash) const {
  if (entries_.empty()) {
    return nullptr;
  }
  auto* set = const_cast<Entry*>(entries_.data()) + set_of(hash);
  for (Entry* entry = set; entry != set + kWays; ++entry) {
    if (entry->hash == hash && entry->epoch == epoch_ && same_text(entry->subject, subject)) {
      return entry;
    }
  }
  return nullptr;
}

const MatchesRef* MatchCache::find(std::string_view subject, std::uint64_t hash) const {
  const Entry* entry = entry_of(subject, hash);
  if (entry == nullptr) {
    return nullptr;
  }
  last_ = entry;
  return &entry->result;
}

bool MatchCache::admit(std::uint64_t hash) {
  if (seen_.empty() || seen_count_ > kSeenMost) {
    seen_.assign(kSeenWords, 0);
    seen_count_ = 0;
  }
  bool known = true;
  for (const std::uint64_t bit : {(hash >> 20) % kSeenBits, (hash >> 40) % kSeenBits}) {
    std::uint64_t& word = seen_[bit / 64];
    const std::uint64_t flag = std::uint64_t{1} << (bit % 64);
    known = known && (word & flag) != 0;
    word |= flag;
  }
  seen_count_ += known ? 0 : 1;
  return known;
}

MatchCache::Entry& MatchCache::victim(std::uint64_t hash) {
  Entry* set = entries_.data() + set_of(hash);
  Entry* worthless =
      std::find_if(set, set + kWays, [&](const Entry& entry) { return entry.epoch != epoch_; });
  return worthless != set + kWays ? *worthless : set[next_way_++ % kWays];
}

void MatchCache::put(std::string_view subject, std::uint64_t hash, MatchesRef result) {
  if (used_ * 2 >= entries_.size() && entries_.size() < kMostSets * kWays) {
    grow();
  }
  Entry& entry = victim(hash);
  used_ += entry.result ? 0 : 1;
  entry.hash = hash;
  entry.epoch = epoch_;
  entry.subject = subject;
  entry.result = std::move(result);
}

void MatchCache::grow() {
  std::vector<Entry> old(entries_.empty() ? kFirstSets * kWays : entries_.size() * 4);
  old.swap(entries_);
  last_ = nullptr;
  used_ = 0;
  for (Entry& entry : old) {
    if (entry.epoch == epoch_) {
      victim(entry.hash) = std::move(entry);
      ++used_;
    }
  }
}

void MatchCache::drop(std::string_view subject, std::uint64_t hash) {
  if (Entry* entry = entry_of(subject, hash); entry != nullptr) {
    *entry = Entry();
    --used_;
  }
}

MatchCache::Figures MatchCache::figures() const {
  Figures figures;
  for (const Entry& entry : entries_) {
    if (entry.epoch != epoch_) {
      continue;
    }
    ++figures.entries;
    std::size_t takers = entry.result->plain.size();
    for (const Matches::Group& group : entry.result->groups) {
      takers += group.members.size();
    }
    figures.takers += takers;
    figures.max_takers = std::max(figures.max_takers, static_cast<std::uint32_t>(takers));
  }
  return figures;
}

}  // namespace natsop::engine
