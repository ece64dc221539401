#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/context.h"
#include "core/client/mailbox.h"
#include "core/jetstream/transport.h"

namespace natsop::commands::nats::messages {

/// What is known of a message that a stream holds.
struct Stored {
  std::string stream;
  std::uint64_t seq = 0;
  std::uint64_t pending = 0;  ///< messages behind it that are still to come
  Time time{};
};

/// One message as `nats subscribe` gets it.
struct Item {
  jetstream::Message message;
  std::size_t source = 0;          ///< which of the subjects it was subscribed by
  std::optional<Stored> stored{};  ///< nothing for core messages
};

/// Where the messages of `nats subscribe` come from. One thread.
class Feed {
 public:
  Feed() = default;
  Feed(const Feed&) = delete;
  Feed& operator=(const Feed&) = delete;
  virtual ~Feed() = default;

  /// The messages that came, in order; waits for the first up to `timeout`, less after Ctrl-C. May
  /// be empty before the time is over. Errors end the feed: the stream is gone, access is refused.
  [[nodiscard]] virtual Result<std::vector<Item>> next(std::chrono::nanoseconds timeout) = 0;

  /// Ends it: what was received and not given out yet.
  [[nodiscard]] virtual std::vector<Item> close() = 0;

  /// All that a stream held has been given out; never for core messages.
  [[nodiscard]] virtual bool caught_up() const { return false; }
  /// Messages have to be acknowledged, whatever the flags say.
  [[nodiscard]] virtual bool acknowledged() const { return false; }
};

/// Interest in subjects of core NATS. `subjects[i]`'s messages have source i. at_most 0: no limit.
struct CoreInterest {
  std::vector<std::string> subjects;
  std::string queue;
  std::size_t at_most = 0;  ///< of each subject
};
[[nodiscard]] Result<std::unique_ptr<Feed>> open_core_feed(const CoreInterest& interest,
                                                           cli::Context& ctx);

}  // namespace natsop::commands::nats::messages
