#include <deque>

#include "commands/nats/bench/bench.h"
#include "commands/nats/bench/crew.h"

namespace natsop::commands::nats::bench {
namespace {

struct Options {
  std::string subject;
  Load load;
  bool multisubject = false;
};

void flags(cli::Command& c, Options& o) {
  c.arg("subject", o.subject, "What to subscribe to").required();
  c.flag("--multisubject", o.multisubject,
         "Subscribe to what `bench pub --multisubject` publishes");
  load_flags(c, o.load);
}

/// Counts messages on the library's delivery thread.
class Counter {
 public:
  explicit Counter(Client& client) : client_(client) {}

  void take(const client::MessageView& message) {
    const std::int64_t number = client_.done.load(std::memory_order_relaxed) + 1;
    if (client_.share > 0 && number > client_.share) return;
    if (number == 1) client_.begin = client_.clock->steady();
    client_.bytes += static_cast<std::int64_t>(message.data.size());
    client_.done.store(number, std::memory_order_release);
    if (number == client_.share) {
      client_.end = client_.clock->steady();
      finished_.store(true, std::memory_order_release);
      client_.stop->wake();
    }
  }

  [[nodiscard]] bool finished() const { return finished_.load(std::memory_order_acquire); }

 private:
  Client& client_;
  std::atomic<bool> finished_ = false;
};

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(Plan plan, make_plan(o.load, {}, {}));
  plan.label = "Core NATS subscriber";
  plan.doing = "expecting";
  plan.each_all = true;
  plan.latencies = false;
  const std::string subject = o.multisubject ? o.subject + ".*" : o.subject;
  plan.remarks.insert(plan.remarks.end(),
                      {{"multi-subject", o.multisubject ? "true" : "false"}, {"subject", subject}});
  std::deque<Counter> counters;
  const auto prepare = [&](Client& client) -> Result<void> {
    Counter& counter = counters.emplace_back(client);
    NATSOP_TRY(auto made,
               client.connection->watch(subject, {}, [&counter](const client::MessageView& view) {
                 counter.take(view);
               }));
    client.subscriptions.push_back(std::move(made));
    return client.connection->flush();
  };
  return run_clients(plan, ctx, prepare, [&](Client& client) -> Result<void> {
    const Counter& counter = counters[static_cast<std::size_t>(client.number - 1)];
    const bool all = client.stop->wait_for([&] { return counter.finished(); });
    client.subscriptions.clear();  // waits for the handler, whose figures are now final
    if (!all && !counter.finished()) client.end = client.clock->steady();
    if (client.done == 0) client.begin = client.end;
    return {};
  });
}

}  // namespace

void sub(cli::Command& parent) {
  parent.leaf<Options>({.name = "sub",
                        .summary = "Receive messages; each client waits for all of them",
                        .description = "The time starts with a client's first message.",
                        .examples = {"nats bench sub orders --msgs 1000000 --clients 4"},
                        .scope = cli::Scope::User,
                        .impact = cli::Impact::ReadWrite,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::bench
