#include "commands/nats/bench/summary.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "core/text/number.h"
#include "core/text/size.h"

namespace natsop::commands::nats::bench {
namespace {

using std::chrono::nanoseconds;

/// What one client did, or all of them.
struct Figures {
  std::int64_t messages = 0;
  std::int64_t bytes = 0;
  double seconds = 0;
  Latencies latencies{};

  [[nodiscard]] double rate() const {
    return seconds > 0 ? static_cast<double>(messages) / seconds : 0;
  }
  [[nodiscard]] double byte_rate() const {
    return seconds > 0 ? static_cast<double>(bytes) / seconds : 0;
  }
};

Figures figures_of(const Client& client) {
  return {.messages = client.done,
          .bytes = client.bytes,
          .seconds = std::chrono::duration<double>(client.end - client.begin).count(),
          .latencies = client.latencies};
}

/// All clients together: from when the first began until the last was through.
Figures sum_of(const std::deque<Client>& clients) {
  Figures all;
  std::optional<SteadyTime> begin;
  SteadyTime end{};
  for (const Client& client : clients) {
    if (client.done == 0) continue;
    all.messages += client.done;
    all.bytes += client.bytes;
    all.latencies.add(client.latencies);
    begin = begin ? std::min(*begin, client.begin) : client.begin;
    end = std::max(end, client.end);
  }
  if (begin) all.seconds = std::chrono::duration<double>(end - *begin).count();
  return all;
}

std::string rates(const Figures& figures) {
  return fmt::format("{} msgs/sec ~ {}/sec", text::commas(std::llround(figures.rate())),
                     text::print_size(static_cast<std::uint64_t>(figures.byte_rate())));
}

double micros(nanoseconds time) { return static_cast<double>(time.count()) / 1000; }

std::string latency_line(const Latencies& all, std::string_view between) {
  const auto part = [](std::string_view name, nanoseconds time) {
    return fmt::format("{}: {:.2f}us", name, micros(time));
  };
  return fmt::format(
      "{}",
      fmt::join(std::vector{part("min", all.min()), part("avg", all.mean()), part("max", all.max()),
                            part("P50", all.percentile(50)), part("P90", all.percentile(90)),
                            part("P99", all.percentile(99)), part("P99.9", all.percentile(99.9))},
                between));
}

std::string spread_line(const std::deque<Client>& clients) {
  double low = 0;
  double high = 0;
  double sum = 0;
  double squares = 0;
  for (const Client& client : clients) {
    const double rate = figures_of(client).rate();
    low = sum == 0 ? rate : std::min(low, rate);
    high = std::max(high, rate);
    sum += rate;
    squares += rate * rate;
  }
  const auto number = static_cast<double>(clients.size());
  const double mean = sum / number;
  const double deviation = std::sqrt(std::max(0.0, squares / number - mean * mean));
  return fmt::format(" message rates min {} | avg {} | max {} | stddev {} msgs\n",
                     text::commas(std::llround(low)), text::commas(std::llround(mean)),
                     text::commas(std::llround(high)), text::commas(std::llround(deviation)));
}

json::Doc row(int client, const Figures& figures, bool latencies) {
  auto doc = json::Doc::object({{"client", client},
                                {"messages", figures.messages},
                                {"bytes", figures.bytes},
                                {"seconds", figures.seconds},
                                {"messages_per_second", figures.rate()},
                                {"bytes_per_second", figures.byte_rate()}});
  if (!latencies) return doc;
  const Latencies& all = figures.latencies;
  doc.set("/latency", json::Doc::object({{"min", all.min().count()},
                                         {"mean", all.mean().count()},
                                         {"max", all.max().count()},
                                         {"deviation", all.deviation().count()},
                                         {"p50", all.percentile(50).count()},
                                         {"p90", all.percentile(90).count()},
                                         {"p99", all.percentile(99).count()},
                                         {"p99.9", all.percentile(99.9).count()}}));
  return doc;
}

}  // namespace

std::string summary_text(const Plan& plan, const std::deque<Client>& clients) {
  if (clients.size() == 1) {
    const Figures one = figures_of(clients.front());
    auto line = fmt::format("\nNATS {} stats: {}", plan.label, rates(one));
    if (plan.latencies) line += " ~ " + latency_line(one.latencies, " ~ ");
    return line + "\n";
  }
  std::string out = "\n";
  for (const Client& client : clients) {
    const Figures one = figures_of(client);
    out += fmt::format(" [{}] {}", client.number, rates(one));
    if (plan.latencies) out += " ~ " + latency_line(one.latencies, " ~ ");
    out += fmt::format(" ({} msgs)\n", text::commas(one.messages));
  }
  const Figures all = sum_of(clients);
  out += fmt::format("\n NATS {} aggregated stats: {}\n", plan.label, rates(all));
  out += spread_line(clients);
  if (plan.latencies) {
    out += fmt::format(" latencies per operation {}\n", latency_line(all.latencies, " | "));
  }
  return out;
}

render::View summary_view(const Plan& plan, const std::deque<Client>& clients) {
  std::vector<render::Column> columns{{.header = "Client", .pointer = "/client"},
                                      {.header = "Messages", .pointer = "/messages"},
                                      {.header = "Bytes", .pointer = "/bytes"},
                                      {.header = "Seconds", .pointer = "/seconds"},
                                      {.header = "Messages/s", .pointer = "/messages_per_second"},
                                      {.header = "Bytes/s", .pointer = "/bytes_per_second"}};
  if (plan.latencies) {
    for (const auto* const name :
         {"min", "mean", "max", "p50", "p90", "p99", "p99.9", "deviation"}) {
      columns.push_back({.header = fmt::format("Latency {} ns", name),
                         .pointer = fmt::format("/latency/{}", name)});
    }
  }
  render::View view(plan.label, std::move(columns));
  for (const Client& client : clients) {
    view.add(row(client.number, figures_of(client), plan.latencies));
  }
  view.add(row(0, sum_of(clients), plan.latencies));
  return view;
}

std::string summary_csv(const Plan& plan, const std::deque<Client>& clients,
                        const std::string& run_id) {
  std::string out = "#RunID,ClientID,MsgCount,MsgBytes,MsgsPerSec,BytesPerSec,DurationSecs";
  if (plan.latencies) {
    out +=
        ",MinLatencyMicroSecs,AvgLatencyMicroSecs,MaxLatencyMicroSecs,P50LatencyMicroSecs,"
        "P90LatencyMicroSecs,P99LatencyMicroSecs,P99.9LatencyMicroSecs,StdDevLatencyMicroSecs";
  }
  out += "\n";
  for (const Client& client : clients) {
    const Figures one = figures_of(client);
    out += fmt::format("{},{},{},{},{},{},{:f}", run_id, client.number, one.messages, one.bytes,
                       std::llround(one.rate()), std::llround(one.byte_rate()), one.seconds);
    if (plan.latencies) {
      const Latencies& all = one.latencies;
      for (const nanoseconds time :
           {all.min(), all.mean(), all.max(), all.percentile(50), all.percentile(90),
            all.percentile(99), all.percentile(99.9), all.deviation()}) {
        out += fmt::format(",{:.3f}", micros(time));
      }
    }
    out += "\n";
  }
  return out;
}

}  // namespace natsop::commands::nats::bench
