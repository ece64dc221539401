#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/context.h"
#include "commands/nats/messages/activity.h"
#include "commands/nats/messages/feed.h"
#include "commands/nats/messages/pairing.h"
#include "commands/nats/messages/viewer.h"

namespace natsop::commands::nats::messages {

/// What a subscription shows.
enum class Showing { Messages, BySubject, BySubscription, Graph };

struct SessionSettings {
  Showing showing = Showing::Messages;
  Look look{};
  std::vector<std::string> subjects{};  ///< what was subscribed to, by source
  std::vector<std::string> ignored{};   ///< patterns of subjects that are left out
  std::uint64_t count = 0;              ///< messages to end after; 0: no end
  std::chrono::nanoseconds idle{};      ///< silence to end after; 0: none
  std::size_t top = 10;                 ///< rows of reports
  bool until_caught_up = false;
  bool acknowledge = false;  ///< messages that streams delivered
  /// The source of replies: messages from it are matched with the requests of the others.
  std::optional<std::size_t> replies{};
};

/// Takes a feed's messages until something ends it: the count, silence, the end of the stream, or
/// Ctrl-C. One thread.
class Session {
 public:
  /// Sends an acknowledgement; nothing is sent before what it is about was printed.
  using Acknowledge = std::function<Result<void>(const jetstream::Message&)>;

  Session(SessionSettings settings, Feed& feed, cli::Context& ctx, Acknowledge acknowledge);

  /// Errors: Cancelled without a message after Ctrl-C; what the feed fails with.
  [[nodiscard]] Result<void> run();

 private:
  [[nodiscard]] Result<void> run_screen();
  [[nodiscard]] std::string screen(const render::Terminal& terminal);
  /// Takes messages for that long, or until the session is over.
  [[nodiscard]] Result<void> pump(std::chrono::nanoseconds time);
  [[nodiscard]] Result<void> take_all(std::vector<Item> items);
  [[nodiscard]] Result<void> take(Item item);
  [[nodiscard]] Result<void> show(const Item& item, const jetstream::Message* reply);
  [[nodiscard]] Result<void> acknowledge(const Item& item);
  [[nodiscard]] bool ignores(const std::string& subject) const;
  [[nodiscard]] bool interrupted() { return ctx_.interrupt().pending(); }

  SessionSettings settings_;
  Feed& feed_;
  cli::Context& ctx_;
  Acknowledge acknowledge_;
  Viewer viewer_;
  Pairing pairing_;
  Activity activity_;
  RateGraph graph_;
  std::uint64_t shown_ = 0;
  SteadyTime last_message_;
  SteadyTime last_sample_;
  bool done_ = false;
};

}  // namespace natsop::commands::nats::messages
