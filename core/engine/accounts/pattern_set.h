#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/engine/accounts/text_hash.h"

namespace natsop::engine {

/// Subject patterns, some of them for one queue (itself perhaps a pattern), asked whether they
/// cover or overlap a subject. Found by first token: few are ever looked at. Immutable once filled;
/// asking allocates nothing.
class PatternSet {
 public:
  struct Entry {
    std::string subject;
    std::string queue;  ///< empty: for every queue and for none
  };

  /// What there is that covers a subject.
  struct Cover {
    bool plain = false;      ///< an entry without a queue
    bool queues = false;     ///< entries with one
    bool our_queue = false;  ///< of those, one for the queue asked for
  };

  PatternSet() = default;
  /// Each line is "subject" or "subject queue".
  explicit PatternSet(const std::vector<std::string>& lines);

  [[nodiscard]] bool empty() const { return anywhere_.empty() && by_token_.empty(); }

  /// Whether an entry without a queue stands for this literal subject.
  [[nodiscard]] bool matches(std::string_view literal) const;
  /// Entries that every subject of `pattern` falls under.
  [[nodiscard]] Cover cover(std::string_view pattern, std::string_view queue) const;
  /// Whether some subject falls both under `pattern` and under an entry that holds for `queue`.
  [[nodiscard]] bool overlaps(std::string_view pattern, std::string_view queue) const;

 private:
  using Entries = std::vector<Entry>;

  /// Calls `look` on entries that may cover a subject, until it returns true.
  template <class Look>
  bool any_near(std::string_view subject, Look look) const;

  Entries anywhere_;  // their first token is a wildcard
  std::unordered_map<std::string, Entries, TextHash, std::equal_to<>> by_token_;
};

}  // namespace natsop::engine
