#include "core/engine/accounts/pattern_set.h"

#include <algorithm>

#include "core/subject/subject.h"

namespace natsop::engine {

namespace {

bool is_wildcard(std::string_view token) {
  return token == subject::kAnyToken || token == subject::kRest;
}

/// Queue names of rules may have wildcards, as subjects do.
bool is_queue(std::string_view queue, std::string_view rule) {
  return queue == rule || subject::is_subset(queue, rule);
}

}  // namespace

PatternSet::PatternSet(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    const std::size_t space = line.find(' ');
    Entry entry{.subject = line.substr(0, space), .queue = {}};
    if (space != std::string::npos) {
      entry.queue = line.substr(std::min(line.find_first_not_of(' ', space), line.size()));
    }
    const std::string_view first = subject::token_at(entry.subject, 0);
    Entries& entries = is_wildcard(first) ? anywhere_ : by_token_[std::string(first)];
    entries.push_back(std::move(entry));
  }
}

template <class Look>
bool PatternSet::any_near(std::string_view subject, Look look) const {
  if (std::any_of(anywhere_.begin(), anywhere_.end(), look)) {
    return true;
  }
  const auto found = by_token_.find(subject.substr(0, subject.find(subject::kSeparator)));
  return found != by_token_.end() && std::any_of(found->second.begin(), found->second.end(), look);
}

bool PatternSet::matches(std::string_view literal) const {
  return any_near(literal, [&](const Entry& entry) {
    return entry.queue.empty() && subject::matches(literal, entry.subject);
  });
}

PatternSet::Cover PatternSet::cover(std::string_view pattern, std::string_view queue) const {
  Cover found;
  any_near(pattern, [&](const Entry& entry) {
    if (!subject::is_subset(pattern, entry.subject)) {
      return false;
    }
    if (entry.queue.empty()) {
      found.plain = true;
    } else {
      found.queues = true;
      found.our_queue = found.our_queue || (!queue.empty() && is_queue(queue, entry.queue));
    }
    return false;
  });
  return found;
}

bool PatternSet::overlaps(std::string_view pattern, std::string_view queue) const {
  const auto hit = [&](const Entry& entry) {
    return (entry.queue.empty() || (!queue.empty() && is_queue(queue, entry.queue))) &&
           subject::overlaps(pattern, entry.subject);
  };
  if (!is_wildcard(subject::token_at(pattern, 0))) {
    return any_near(pattern, hit);
  }
  return std::any_of(anywhere_.begin(), anywhere_.end(), hit) ||
         std::any_of(by_token_.begin(), by_token_.end(), [&](const auto& bucket) {
           return std::any_of(bucket.second.begin(), bucket.second.end(), hit);
         });
}

}  // namespace natsop::engine
