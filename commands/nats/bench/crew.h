#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/context.h"
#include "commands/nats/bench/latencies.h"
#include "core/base/result.h"
#include "core/client/connection.h"
#include "core/json/doc.h"

namespace natsop::commands::nats::bench {

/// Flags that every kind of load has.
struct Load {
  int clients = 1;
  std::int64_t msgs = 100000;
  bool progress = true;
  std::string csv;
  std::string size = "128B";
  std::chrono::nanoseconds sleep{};
};

/// Flags of the kinds that decide how fast they send.
struct Pace {
  int throughput = 0;  ///< messages a second of all clients together; 0: as fast as it goes
  std::chrono::nanoseconds duration{};
};

/// What is sent.
struct Body {
  std::string payload;  ///< path of a file
  std::vector<std::string> headers;
};

void load_flags(cli::Command& c, Load& load);
void pace_flags(cli::Command& c, Pace& pace);
void body_flags(cli::Command& c, Body& body);

/// One run, as asked for and checked.
struct Plan {
  std::string label;  ///< "Core NATS publisher"
  std::string doing;  ///< "publishing 1,000 messages", for the log
  int clients = 1;
  std::int64_t msgs = 0;  ///< of all clients, or of each where `each_all`; 0: no end
  bool each_all = false;  ///< every client does all messages
  bool latencies = true;
  std::string data;  ///< the body
  jetstream::Headers headers;
  std::chrono::nanoseconds sleep{};
  double rate = 0;  ///< messages a second of one client; 0: as fast as it goes
  bool send_at_once = false;
  bool progress = true;
  std::string csv;
  std::vector<std::pair<std::string, std::string>> remarks;  ///< key=value for the log
};

/// Checks the flags and makes the plan: clients are at most as many as messages, `--duration` gives
/// the number of messages by `--throughput`. Errors: Usage, those of reading the payload.
[[nodiscard]] Result<Plan> make_plan(const Load& load, const Pace& pace, const Body& body);

/// Ends waits of all clients at once.
class Stop {
 public:
  void stop();
  [[nodiscard]] bool stopped() const { return stopped_.load(std::memory_order_relaxed); }
  /// Waits for so long; false when stopped.
  bool wait(std::chrono::nanoseconds time);
  /// Waits until `done` is true, which is looked at after each wake(); false when stopped before.
  bool wait_for(const std::function<bool()>& done);
  void wake();

 private:
  std::atomic<bool> stopped_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
};

/// One client of a run, with a connection and a thread of its own.
struct Client {
  int number = 0;          ///< from 1
  std::int64_t first = 0;  ///< number of its first message among those of all clients
  std::int64_t share = 0;  ///< how many messages are its own; 0: no end
  std::unique_ptr<client::Connection> connection;
  const Clock* clock = nullptr;
  Stop* stop = nullptr;

  std::atomic<std::int64_t> done = 0;
  std::atomic<std::int64_t> busy = 0;  ///< nanoseconds spent on answers
  std::int64_t bytes = 0;
  Latencies latencies;
  SteadyTime begin;
  SteadyTime end;
  std::optional<Error> error;
  /// Last, so that no handler runs any more when the rest goes.
  std::deque<client::Subscription> subscriptions;
};

using Work = std::function<Result<void>(Client&)>;

/// Connects the clients, calls `prepare` for each (one after the other), then `work` in a thread
/// each, with a progress bar; prints what came out, also after Ctrl-C (which is then Cancelled).
[[nodiscard]] Result<void> run_clients(const Plan& plan, cli::Context& ctx, const Work& prepare,
                                       const Work& work);

/// Calls `send` for each of the client's messages, as fast or slow as planned, and notes how long
/// each took. `send` gets the message's number among all.
[[nodiscard]] Result<void> send_all(const Plan& plan, Client& client,
                                    const std::function<Result<void>(std::int64_t)>& send);

}  // namespace natsop::commands::nats::bench
