#pragma once
#include <cstdint>

#include "core/engine/monitor/server_view.h"
#include "core/json/doc.h"

namespace natsop::engine {

/// The `server` part of events and answers (server.md 4.1): who sends it, when, and as the how
/// many-th message. One for the whole server, so that the numbers never repeat. Loop thread only.
class ServerStamp {
 public:
  /// The view must outlive it.
  explicit ServerStamp(const ServerView& view) : view_(view) {}
  ServerStamp(const ServerStamp&) = delete;
  ServerStamp& operator=(const ServerStamp&) = delete;

  /// name, host, id, cluster?, ver, tags?, metadata?, jetstream, flags, seq, time.
  [[nodiscard]] json::Doc next();

 private:
  const ServerView& view_;
  std::uint64_t sequence_ = 0;
};

}  // namespace natsop::engine
