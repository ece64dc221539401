#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/session/connection_source.h"

namespace natsop::engine {

/// What is remembered of connections that were closed: ten thousand of them, usually. Rows are
/// packed one after another in large blocks, since small pieces among what the connections
/// themselves gave back would keep all of that from the system. Of subscriptions the first ones
/// are kept. Loop thread only.
class ClosedConnections {
 public:
  /// Of each connection.
  static constexpr std::size_t kMostSubscriptions = 100;

  /// The oldest go when there are more than `most`.
  void add(const ConnectionRow& row, const std::vector<SubscriptionRow>& subscriptions,
           std::size_t most);

  [[nodiscard]] std::size_t size() const { return entries_.size() - first_; }
  /// Oldest first.
  [[nodiscard]] std::vector<ConnectionRow> rows() const;
  /// Empty when there is none by this id.
  [[nodiscard]] std::vector<SubscriptionRow> subscriptions(std::uint64_t id) const;

 private:
  struct Entry {
    std::uint64_t id = 0;
    std::uint64_t block = 0;  // its number, counted from the first there ever was
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
  };

  [[nodiscard]] std::string_view packed(const Entry& entry) const;
  void drop_oldest();

  std::vector<Entry> entries_;  // those before first_ are gone
  std::size_t first_ = 0;
  std::deque<std::string> blocks_;
  std::uint64_t first_block_ = 0;
};

}  // namespace natsop::engine
