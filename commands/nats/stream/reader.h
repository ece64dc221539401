#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "core/base/clock.h"
#include "core/jetstream/api.h"

namespace natsop::commands::nats::stream {

/// Reads a stream's messages in order, without a consumer: it leaves nothing behind, takes nothing
/// from work queues, and works with read access alone.
///
/// Borrows the API, which must outlive it. Errors: the API's.
class Reader {
 public:
  /// From sequence `start` on; only messages on `filter` (wildcards allowed), empty: all. `ahead`
  /// is how many messages are likely to be wanted: where the server and the stream allow it, so
  /// many are asked for at once.
  Reader(jetstream::Api& api, const jetstream::StreamInfo& info, std::uint64_t start,
         std::string filter, std::int64_t ahead = 1);

  /// The next message; nothing at the end of the stream.
  [[nodiscard]] Result<std::optional<jetstream::StoredMessage>> next();

 private:
  /// Fills `batch_`, or finds out that there are no batches.
  void read_ahead();

  jetstream::Api* api_;
  std::string stream_;
  std::uint64_t next_;
  std::string filter_;
  std::int64_t ahead_;
  std::deque<jetstream::StoredMessage> batch_;
};

/// The sequence of the first message that was stored at `time` or later; behind the last one when
/// there is none. Looks at a few messages: their times rise.
[[nodiscard]] Result<std::uint64_t> sequence_since(jetstream::Api& api,
                                                   const jetstream::StreamInfo& info, Time time);

}  // namespace natsop::commands::nats::stream
