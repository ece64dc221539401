#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "core/engine/interest/subscription.h"

namespace natsop::engine {

/// Who wants one literal subject. Immutable once it is given out.
struct Matches {
  struct Group {
    std::string_view queue;              ///< of the first member's subscription
    std::vector<Subscription*> members;  ///< never empty
  };
  std::vector<Subscription*> plain;
  std::vector<Group> groups;

  [[nodiscard]] bool empty() const { return plain.empty() && groups.empty(); }

 private:
  friend class MatchesRef;
  mutable std::uint32_t references_ = 0;
};

/// Shared ownership of a Matches within the loop's thread: a counter that is not atomic, since one
/// is taken and dropped for every message.
class MatchesRef {
 public:
  MatchesRef() = default;
  explicit MatchesRef(std::unique_ptr<Matches> matches) : matches_(matches.release()) {
    ++matches_->references_;
  }
  MatchesRef(const MatchesRef& other) : matches_(other.matches_) {
    if (matches_ != nullptr) {
      ++matches_->references_;
    }
  }
  MatchesRef(MatchesRef&& other) noexcept : matches_(std::exchange(other.matches_, nullptr)) {}
  MatchesRef& operator=(const MatchesRef& other) {
    if (this != &other) {
      MatchesRef copy(other);
      std::swap(matches_, copy.matches_);
    }
    return *this;
  }
  MatchesRef& operator=(MatchesRef&& other) noexcept {
    std::swap(matches_, other.matches_);
    return *this;
  }
  ~MatchesRef() { reset(); }

  void reset() {
    if (matches_ != nullptr && --matches_->references_ == 0) {
      const std::unique_ptr<Matches> gone(matches_);
    }
    matches_ = nullptr;
  }

  /// Whether nobody else has it: then it may be changed.
  [[nodiscard]] bool unique() const { return matches_ != nullptr && matches_->references_ == 1; }
  [[nodiscard]] Matches& writable() const { return *matches_; }

  explicit operator bool() const { return matches_ != nullptr; }
  const Matches& operator*() const { return *matches_; }
  const Matches* operator->() const { return matches_; }

 private:
  Matches* matches_ = nullptr;
};

}  // namespace natsop::engine
