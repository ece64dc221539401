#pragma once
#include <memory>
#include <string>

#include "cli/context.h"
#include "commands/nats/messages/feed.h"
#include "core/jetstream/consumer_config.h"
#include "core/jetstream/stream_info.h"

namespace natsop::commands::nats::messages {

/// Which messages of a stream to receive, and from where on.
struct StreamReading {
  std::string stream;
  std::string filter{};  ///< empty: every subject
  jetstream::DeliverPolicy from = jetstream::DeliverPolicy::All;
  std::uint64_t start_seq = 0;       ///< for ByStartSequence
  std::chrono::nanoseconds since{};  ///< for ByStartTime: how far back
  bool headers_only = false;
  std::uint64_t at_most = 0;  ///< messages that are wanted; 0: no limit
};

/// Reads a stream in order and without acknowledgements, through a consumer that is made anew when
/// it is lost or a message is missing: after a reconnect the feed goes on behind the last message
/// that it gave out. The consumer is deleted on close().
[[nodiscard]] Result<std::unique_ptr<Feed>> open_ordered_feed(const StreamReading& reading,
                                                              cli::Context& ctx);

/// Receives from a consumer that exists, pull or push; push consumers get their flow control and
/// stalled heartbeats answered. acknowledged() unless its policy is none.
[[nodiscard]] Result<std::unique_ptr<Feed>> open_durable_feed(const jetstream::ConsumerInfo& info,
                                                              std::uint64_t at_most,
                                                              cli::Context& ctx);

/// Reads a stream with batched direct gets, without any consumer. Errors: Unsupported when the
/// stream does not allow it, or the server is older than 2.11.
[[nodiscard]] Result<std::unique_ptr<Feed>> open_direct_feed(const StreamReading& reading,
                                                             const jetstream::StreamInfo& info,
                                                             cli::Context& ctx);

}  // namespace natsop::commands::nats::messages
