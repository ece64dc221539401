#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/engine/session/connection_source.h"

namespace natsop::engine {

/// What is remembered of a connection that was closed, in one piece of memory: ten thousand of them
/// are kept. Subscriptions beyond the first 100 are not.
class ClosedConnection {
 public:
  ClosedConnection(const ConnectionRow& row, const std::vector<SubscriptionRow>& subscriptions);

  [[nodiscard]] std::uint64_t id() const { return id_; }
  [[nodiscard]] ConnectionRow row() const;
  [[nodiscard]] std::vector<SubscriptionRow> subscriptions() const;

 private:
  std::uint64_t id_;
  std::string packed_;
};

}  // namespace natsop::engine
