#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/engine/session/closed_connections.h"
#include "core/engine/session/connection_source.h"
#include "core/engine/session/session.h"

namespace natsop::engine {

/// All client connections that are open, and the last ones that were closed. Owns the sessions.
/// Outlives their last turn; loop thread only.
class Registry final : public ConnectionSource {
 public:
  Registry() = default;
  ~Registry() override;

  /// Makes a session of a connection that was accepted. In lame duck mode it is closed at once.
  void accept(Environment& environment, std::unique_ptr<Transport> transport, Entrance entrance);

  /// Ids of connections are numbers that are used once, leafnodes' too.
  [[nodiscard]] std::uint64_t next_id() { return ++last_id_; }

  /// Whether one more TLS handshake may begin, of at most so many a second.
  [[nodiscard]] bool may_shake_hands(SteadyTime now, std::int64_t most);

  /// Null when none is open by this id.
  [[nodiscard]] Session* find(std::uint64_t id) const;
  [[nodiscard]] std::size_t open_count() const override { return sessions_.size(); }
  /// The one that has been open longest; null when none is.
  [[nodiscard]] Session* oldest() const;
  /// All that are open, oldest first; those that close meanwhile are left out.
  void each(const std::function<void(Session&)>& visit) const;
  /// INFO again to everyone who understands that: addresses or lame duck mode changed.
  void announce_info() const;
  void close_all(std::string_view reason) const;

  // ConnectionSource
  [[nodiscard]] std::vector<ConnectionRow> open() const override;
  [[nodiscard]] std::vector<ConnectionRow> closed() const override;
  [[nodiscard]] std::vector<SubscriptionRow> subscriptions(std::uint64_t id) const override;

  /// The row of one.
  [[nodiscard]] static ConnectionRow row_of(const Session& session);

  // For Session.
  /// Notes one that is about to close, of at most so many.
  void remember(const Session& session, std::string_view reason, Time now, std::size_t most);
  /// Takes a closed one out and destroys it when the turn has ended, or, while it is leaving(),
  /// when it has left.
  void release(Session& session, Loop& loop);

 private:
  void go_on_leaving(Loop& loop);

  std::uint64_t last_id_ = 0;
  SteadyTime handshakes_since_;  // the second in which they are counted
  std::int64_t handshakes_ = 0;
  std::unordered_map<std::uint64_t, std::unique_ptr<Session>> sessions_;
  ClosedConnections closed_;
  std::deque<std::unique_ptr<Session>> leaving_;
  std::unique_ptr<Timer> leaving_turn_;
};

}  // namespace natsop::engine
