#pragma once
#include "core/engine/monitor/server_view.h"
#include "core/json/doc.h"

namespace natsop::engine {

// Documents about parts of nats-server that this engine does not have, or does not have yet: they
// say so in the same shape, so that whoever watches a server of either kind can read them.

/// Routes of a cluster: none.
[[nodiscard]] json::Doc routez(const ServerView& view);
/// Gateways of a super-cluster: none.
[[nodiscard]] json::Doc gatewayz(const ServerView& view);
/// Leafnode connections: none.
[[nodiscard]] json::Doc leafz(const ServerView& view);
/// JetStream: disabled.
[[nodiscard]] json::Doc jsz(const ServerView& view);
/// nats-server's queues between threads: one loop has none.
[[nodiscard]] json::Doc ipqueuesz();
/// Raft groups: none.
[[nodiscard]] json::Doc raftz();

}  // namespace natsop::engine
