#include "commands/nats/bench/crew.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <thread>

#include "commands/nats/bench/summary.h"
#include "core/base/files.h"
#include "core/render/progress.h"
#include "core/text/number.h"
#include "core/text/size.h"
#include "core/text/template.h"

namespace natsop::commands::nats::bench {
namespace {

using std::chrono::nanoseconds;

constexpr std::chrono::milliseconds kTick{50};
constexpr std::int64_t kMaxBody = 2147483647;

/// "K:V" or "K: V" as headers.
Result<jetstream::Headers> parse_headers(const std::vector<std::string>& texts) {
  jetstream::Headers headers;
  for (const std::string& text : texts) {
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos || colon == 0) {
      return Error(Code::Usage, fmt::format("invalid header \"{}\"", text))
          .hint("write it as \"Name: value\"");
    }
    std::string value = text.substr(colon + 1);
    value.erase(0, value.find_first_not_of(' '));
    headers.add(text.substr(0, colon), value);
  }
  return headers;
}

Result<std::string> body_of(const Load& load, const Body& body) {
  if (!body.payload.empty()) return read_file(body.payload, kMaxBody);
  NATSOP_TRY(const auto size, text::parse_size(load.size, kMaxBody));
  if (size < 0) return Error(Code::Usage, fmt::format("invalid --size \"{}\"", load.size));
  return std::string(static_cast<std::size_t>(size), 'x');
}

void log_start(const Plan& plan, cli::Context& ctx) {
  auto remarks = plan.remarks;
  std::ranges::sort(remarks);
  std::vector<std::string> parts;
  for (const auto& [key, value] : remarks) parts.push_back(fmt::format("{}={}", key, value));
  ctx.log(fmt::format("Starting {} benchmark [{}]", plan.label, fmt::join(parts, ", ")));
}

void share_out(const Plan& plan, std::deque<Client>& clients) {
  std::int64_t first = 0;
  std::int64_t left = plan.msgs;
  auto takers = static_cast<std::int64_t>(clients.size());
  for (Client& client : clients) {
    client.first = plan.each_all ? 0 : first;
    client.share = plan.each_all ? plan.msgs : left / takers;
    if (!plan.each_all) {
      first += client.share;
      left -= client.share;
    }
    --takers;
  }
}

std::uint64_t done_by(const std::deque<Client>& clients) {
  std::int64_t sum = 0;
  for (const Client& client : clients) sum += client.done.load(std::memory_order_relaxed);
  return static_cast<std::uint64_t>(sum);
}

/// The clients' threads; while they work, the bar moves and Ctrl-C is noticed.
class Shift {
 public:
  Shift(const Plan& plan, cli::Context& ctx, std::deque<Client>& clients)
      : plan_(plan), ctx_(ctx), clients_(clients) {}

  /// False when it was interrupted.
  bool run(Stop& stop, const Work& work) {
    std::atomic<std::size_t> working = clients_.size();
    std::vector<std::jthread> threads;
    for (Client& client : clients_) {
      threads.emplace_back([&client, &stop, &working, &work] {
        if (auto result = work(client); !result) {
          client.error = std::move(result).error();
          stop.stop();
        }
        --working;
      });
    }
    const bool whole = follow(stop, working);
    stop.stop();
    return whole;
  }

 private:
  bool follow(Stop& stop, const std::atomic<std::size_t>& working) {
    std::uint64_t total = static_cast<std::uint64_t>(plan_.msgs);
    if (plan_.each_all) total *= clients_.size();
    std::optional<render::Progress> bar;
    if (plan_.progress && !ctx_.for_machines())
      bar.emplace(ctx_.err(), ctx_.terminal(), ctx_.clock(), "Messages", total);
    bool whole = true;
    while (working > 0) {
      if (!ctx_.interrupt().wait(kTick) && !stop.stopped()) {
        whole = false;
        stop.stop();
      }
      if (bar) bar->set(done_by(clients_));
    }
    if (bar) bar->finish();
    return whole;
  }

  const Plan& plan_;
  cli::Context& ctx_;
  std::deque<Client>& clients_;
};

void warn(const std::deque<Client>& clients, cli::Context& ctx) {
  for (const Client& client : clients) {
    const auto reconnects = client.connection->traffic().reconnects;
    if (reconnects > 0) {
      ctx.note(fmt::format("WARNING: client {} was disconnected {} times: its figures include that",
                           client.number, reconnects));
    }
    const std::int64_t done = client.done;
    if (client.share > 0 && done < client.share) {
      ctx.note(fmt::format("WARNING: client {} did {} of {} messages", client.number,
                           text::commas(done), text::commas(client.share)));
    }
  }
}

Result<void> connect_clients(const Plan& plan, cli::Context& ctx, const Work& prepare,
                             std::deque<Client>& clients, Stop& stop) {
  NATSOP_TRY(const auto* const known, ctx.settings());
  context::ConnectSettings settings = *known;
  settings.send_at_once = plan.send_at_once;
  for (int number = 1; number <= plan.clients; ++number) {
    Client& client = clients.emplace_back();
    client.number = number;
    client.clock = &ctx.clock();
    client.stop = &stop;
  }
  share_out(plan, clients);
  for (Client& client : clients) {
    NATSOP_TRY(client.connection, ctx.connect_to(settings));
    if (prepare) NATSOP_CHECK(prepare(client));
    ctx.log(fmt::format("[{}] Starting {}{}", client.number, plan.label,
                        client.share == 0 ? std::string()
                                          : fmt::format(", {} {} messages", plan.doing,
                                                        text::commas(client.share))));
  }
  return {};
}

}  // namespace

void load_flags(cli::Command& c, Load& load) {
  c.flag("--clients", load.clients, "How many clients work at once, each with its own connection");
  c.flag("--msgs", load.msgs, "How many messages");
  c.flag("--progress", load.progress, "Show a progress bar").negatable();
  c.flag("--csv", load.csv, "Write the figures of each client to this file as CSV")
      .placeholder("FILE");
  c.flag("--size", load.size, "How large each message is").placeholder("SIZE");
}

void pace_flags(cli::Command& c, Pace& pace) {
  c.flag("--throughput", pace.throughput, "At most so many messages a second in all")
      .placeholder("THROUGHPUT");
  c.flag("--duration", pace.duration, "Go on for so long; needs --throughput")
      .placeholder("DURATION");
}

void body_flags(cli::Command& c, Body& body) {
  c.flag("--payload", body.payload, "Send what this file holds").existing_file();
  c.flag("--header,-H", body.headers, "A header, \"Name: value\"").placeholder("K:V");
}

Result<Plan> make_plan(const Load& load, const Pace& pace, const Body& body) {
  Plan plan;
  if (load.clients < 1 || load.msgs < 1) {
    return Error(Code::Usage, "--clients and --msgs are at least 1");
  }
  if (pace.throughput < 0 || load.sleep.count() < 0 || pace.duration.count() < 0) {
    return Error(Code::Usage, "--throughput, --duration and --sleep cannot be negative");
  }
  if (pace.duration.count() > 0 && pace.throughput == 0) {
    return Error(Code::Usage, "--duration needs --throughput").hint("add --throughput N");
  }
  plan.msgs = load.msgs;
  if (pace.duration.count() > 0) {
    const double seconds = std::chrono::duration<double>(pace.duration).count();
    plan.msgs = std::max<std::int64_t>(1, std::llround(pace.throughput * seconds));
  }
  plan.clients = static_cast<int>(std::min<std::int64_t>(load.clients, plan.msgs));
  plan.rate = static_cast<double>(pace.throughput) / plan.clients;
  NATSOP_TRY(plan.data, body_of(load, body));
  NATSOP_TRY(plan.headers, parse_headers(body.headers));
  plan.sleep = load.sleep;
  plan.progress = load.progress;
  plan.csv = load.csv;
  plan.remarks = {{"clients", text::commas(plan.clients)},
                  {"msgs", text::commas(plan.msgs)},
                  {"msg-size", text::print_size(plan.data.size())}};
  if (pace.throughput > 0) plan.remarks.emplace_back("throughput", text::commas(pace.throughput));
  return plan;
}

void Stop::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
}

bool Stop::wait(nanoseconds time) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, time, [this] { return stopped(); });
}

bool Stop::wait_for(const std::function<bool()>& done) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return stopped() || done(); });
  return done();
}

void Stop::wake() {
  {
    const std::scoped_lock lock(mutex_);
  }
  changed_.notify_all();
}

Result<void> send_all(const Plan& plan, Client& client,
                      const std::function<Result<void>(std::int64_t)>& send) {
  const Clock& clock = *client.clock;
  client.begin = clock.steady();
  SteadyTime before = client.begin;
  for (std::int64_t at = 0; client.share == 0 || at < client.share; ++at) {
    if (client.stop->stopped()) break;
    if (plan.rate > 0) {
      const std::chrono::duration<double> offset(static_cast<double>(at) / plan.rate);
      const auto due = client.begin + std::chrono::duration_cast<nanoseconds>(offset);
      if (due > before && !client.stop->wait(due - before)) break;
      before = clock.steady();
    }
    NATSOP_CHECK(send(client.first + at));
    SteadyTime now = clock.steady();
    client.latencies.add(now - before);
    client.done.store(at + 1, std::memory_order_relaxed);
    client.bytes += static_cast<std::int64_t>(plan.data.size());
    if (plan.sleep.count() > 0) {
      if (!client.stop->wait(plan.sleep)) break;
      now = clock.steady();
    }
    before = now;
  }
  client.end = clock.steady();
  return {};
}

Result<void> run_clients(const Plan& plan, cli::Context& ctx, const Work& prepare,
                         const Work& work) {
  Stop stop;
  std::deque<Client> clients;  // a deque: clients do not move
  log_start(plan, ctx);
  NATSOP_CHECK(connect_clients(plan, ctx, prepare, clients, stop));
  ctx.interrupt().arm();
  const bool whole = Shift(plan, ctx, clients).run(stop, work);
  for (const Client& client : clients) {
    if (client.error)
      return Error(*client.error).during(fmt::format("measuring with client {}", client.number));
  }
  warn(clients, ctx);
  if (ctx.for_machines()) {
    NATSOP_CHECK(ctx.show(summary_view(plan, clients)));
  } else {
    ctx.print(summary_text(plan, clients));
  }
  if (!plan.csv.empty()) {
    const std::string run = text::new_id(ctx.random());
    NATSOP_CHECK(write_file_atomic(plan.csv, summary_csv(plan, clients, run), kPrivateFile));
    ctx.note(fmt::format("Saved metric data in csv file {}", plan.csv));
  }
  if (!whole) return Error(Code::Cancelled, "");
  return {};
}

}  // namespace natsop::commands::nats::bench
