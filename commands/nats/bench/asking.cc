#include "commands/nats/bench/asking.h"

#include <fmt/format.h>

#include <deque>

#include "commands/nats/bench/micro.h"
#include "core/text/duration.h"

namespace natsop::commands::nats::bench {
namespace {

constexpr int kNoRespondersStatus = 503;
constexpr std::string_view kQueue = "q";

/// One client's requests: all answers come to subjects below one inbox.
class Asker {
 public:
  Asker(Client& client, client::Subscription answers, std::string inbox)
      : client_(client), answers_(std::move(answers)), inbox_(std::move(inbox) + ".") {}

  Result<void> ask(const Plan& plan, const std::string& subject, std::int64_t number) {
    const std::string reply = inbox_ + fmt::format("{}", number);
    NATSOP_CHECK(client_.connection->publish(subject, plan.data, reply, plan.headers));
    const auto timeout = client_.connection->settings().timeout;
    while (true) {
      auto answer = answers_.next(timeout);
      if (!answer) {
        if (answer.error().code() != Code::Timeout) return std::move(answer).error();
        return Error(Code::Timeout, fmt::format("no answer from \"{}\" in time", subject))
            .hint("--timeout sets how long to wait");
      }
      if (answer->status == kNoRespondersStatus) {
        return Error(Code::Unreachable, fmt::format("nobody answers on \"{}\"", subject))
            .hint("start `nats bench service serve` or `nats bench reply` first");
      }
      if (answer->subject == reply) return {};
    }
  }

 private:
  Client& client_;
  client::Subscription answers_;
  std::string inbox_;
};

}  // namespace

Result<void> ask_all(Plan plan, const std::string& subject, cli::Context& ctx) {
  plan.doing = "sending";
  plan.send_at_once = true;
  plan.remarks.insert(plan.remarks.end(),
                      {{"sleep", text::print_go_duration(plan.sleep)}, {"subject", subject}});
  std::deque<Asker> askers;
  const auto prepare = [&](Client& client) -> Result<void> {
    const std::string inbox = client.connection->new_inbox();
    NATSOP_TRY(auto answers, client.connection->subscribe(inbox + ".*"));
    askers.emplace_back(client, std::move(answers), inbox);
    return client.connection->flush();
  };
  return run_clients(plan, ctx, prepare, [&](Client& client) {
    Asker& asker = askers[static_cast<std::size_t>(client.number - 1)];
    return send_all(plan, client,
                    [&](std::int64_t number) { return asker.ask(plan, subject, number); });
  });
}

Result<void> answer_all(Plan plan, const std::string& subject, bool discoverable,
                        cli::Context& ctx) {
  plan.latencies = false;
  plan.send_at_once = true;
  plan.each_all = true;
  plan.msgs = 0;
  plan.remarks = {{"clients", fmt::format("{}", plan.clients)},
                  {"msg-size", fmt::format("{}", plan.data.size())},
                  {"sleep", text::print_go_duration(plan.sleep)},
                  {"subject", subject}};
  std::deque<MicroService> services;
  const auto prepare = [&](Client& client) -> Result<void> {
    const auto answer = [&client, &plan](const client::MessageView& request) {
      if (request.reply.empty()) return;
      if (plan.sleep.count() > 0) client.stop->wait(plan.sleep);
      const std::int64_t number = client.done.load(std::memory_order_relaxed) + 1;
      const SteadyTime before = client.clock->steady();
      if (number == 1) client.begin = before;
      auto sent = client.connection->publish(std::string(request.reply), plan.data);
      if (!sent) {
        client.error = std::move(sent).error();
        client.stop->stop();
        return;
      }
      client.bytes += static_cast<std::int64_t>(plan.data.size());
      const std::chrono::nanoseconds took = client.clock->steady() - before;
      client.busy.fetch_add(took.count(), std::memory_order_relaxed);
      client.done.store(number, std::memory_order_release);
    };
    NATSOP_TRY(auto made, client.connection->watch(subject, std::string(kQueue), answer));
    client.subscriptions.push_back(std::move(made));
    if (discoverable) {
      MicroService& service = services.emplace_back(subject, std::string(kQueue), client, ctx);
      NATSOP_CHECK(service.start());
    }
    return client.connection->flush();
  };
  return run_clients(plan, ctx, prepare, [&](Client& client) -> Result<void> {
    client.stop->wait_for([] { return false; });
    // What has arrived is still answered.
    NATSOP_CHECK(client.subscriptions.front().drain(client.connection->settings().timeout));
    client.subscriptions.clear();
    client.end = client.clock->steady();
    if (client.done == 0) client.begin = client.end;
    return client.connection->flush();
  });
}

}  // namespace natsop::commands::nats::bench
