#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/interest/matches.h"
#include "core/engine/interest/token_map.h"

namespace natsop::engine {

/// Subscriptions by the tokens of their subject: a node a token, with `*` and `>` as children of
/// their own. What Sublist is made of. Loop thread only.
class InterestTree {
 public:
  using Visit = std::function<void(Subscription&)>;

  /// How many hold the same subject and queue after a change; of a queue the sum of weights.
  struct Count {
    std::size_t members = 0;
    bool first = false;  ///< inserted into none
  };

  InterestTree();
  InterestTree(const InterestTree&) = delete;
  InterestTree& operator=(const InterestTree&) = delete;
  ~InterestTree();

  Count insert(Subscription& subscription);
  /// The subscription must have been inserted.
  Count remove(Subscription& subscription);

  /// Adds everyone whose subject stands for this literal one. Nobody when a token is empty.
  void collect(std::string_view subject, Matches& into) const;
  /// Whether collect would add anyone.
  [[nodiscard]] bool wanted(std::string_view subject) const;
  void overlapping(std::string_view pattern, const Visit& visit) const;
  void each(const Visit& visit) const;

 private:
  struct Node;
  using Tokens = std::span<const std::string_view>;

  static Node& descend(Node& from, std::string_view token);
  static void prune(std::span<Node* const> path);
  static void collect(const Node& node, Tokens tokens, Matches& into);
  static bool wanted(const Node& node, Tokens tokens);
  static void overlapping(const Node& node, Tokens tokens, const Visit& visit);
  static void each(const Node& node, const Visit& visit);

  std::unique_ptr<Node> root_;
  std::vector<Node*> path_;  // of remove(), kept for the next
};

}  // namespace natsop::engine
