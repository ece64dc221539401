#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "cli/context.h"
#include "commands/nats/server/asking.h"
#include "commands/nats/server/server.h"
#include "core/text/duration.h"
#include "core/text/number.h"

namespace natsop::commands::nats::server {
namespace {

constexpr std::chrono::milliseconds kBucket{25};
constexpr std::size_t kBarMax = 50;

struct Options {
  unsigned expect = 0;
  bool graph = false;
  bool id = false;
};

void flags(cli::Command& c, Options& o) {
  c.arg("expect", o.expect, "How many servers are to answer; without, whoever answers")
      .type("Uint32");
  c.flag("--graph", o.graph, "Draw how the round trips are spread");
  c.flag("--id", o.id, "Show the servers' ids");
}

double milliseconds(std::chrono::nanoseconds span) {
  return std::chrono::duration<double, std::milli>(span).count();
}

/// How many servers answered within which time, a bar a line.
std::vector<std::string> graph(const std::vector<std::chrono::nanoseconds>& times) {
  std::vector<std::size_t> counts;
  for (const auto time : times) {
    const auto bucket = static_cast<std::size_t>(time / kBucket);
    if (counts.size() <= bucket) counts.resize(bucket + 1);
    ++counts[bucket];
  }
  const auto most = counts.empty() ? 1 : *std::ranges::max_element(counts);
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    std::string bar;
    for (std::size_t n = 0; n < (counts[i] * kBarMax + most - 1) / most; ++n) bar += "█";
    const auto from = static_cast<std::int64_t>(i) * kBucket.count();
    lines.push_back(fmt::format("{:>9} | {}{}{}",
                                fmt::format("{}-{}ms", from, from + kBucket.count()), bar,
                                bar.empty() ? "" : " ", counts[i]));
  }
  return lines;
}

void statistics(cli::Context& ctx, const Options& o,
                const std::vector<std::chrono::nanoseconds>& times) {
  if (times.size() < o.expect) {
    ctx.line(fmt::format("\nMissing {} server(s)", text::commas(o.expect - times.size())));
  }
  ctx.line("\n---- ping statistics ----");
  const auto [least, most] = std::ranges::minmax(times);
  std::chrono::nanoseconds sum{};
  for (const auto time : times) sum += time;
  ctx.line(fmt::format("{} replies max: {:.2f} min: {:.2f} avg: {:.2f}", text::commas(times.size()),
                       milliseconds(most), milliseconds(least),
                       milliseconds(sum) / static_cast<double>(times.size())));
  if (!o.graph) return;
  ctx.line("");
  for (const auto& line : graph(times)) ctx.line(line);
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(auto servers, fleet(ctx));
  std::vector<std::chrono::nanoseconds> times;
  auto rows = json::Doc::array();
  const auto answered = servers.ping(
      {.expect = o.expect, .on_answer = [&](const system::Answer& answer) {
         times.push_back(answer.rtt);
         if (ctx.for_machines()) {
           rows.push(json::Doc::object({{"name", answer.server.name},
                                        {"id", answer.server.id},
                                        {"cluster", answer.server.cluster},
                                        {"rtt", answer.rtt.count()}}));
           return;
         }
         ctx.line(fmt::format("{}{:<60} rtt={}", o.id ? answer.server.id + " " : std::string(),
                              answer.server.name, text::print_duration(answer.rtt)));
         ctx.flush();
       }});
  if (!answered) return answered.error();
  if (ctx.for_machines()) {
    render::View view("Servers", {{.header = "Name", .pointer = "/name"},
                                  {.header = "ID", .pointer = "/id"},
                                  {.header = "Cluster", .pointer = "/cluster"},
                                  {.header = "RTT", .pointer = "/rtt"}});
    for (const auto& row : rows.elements()) view.add(row);
    NATSOP_CHECK(ctx.show(view));
  } else {
    statistics(ctx, o, times);
  }
  return all_there(o.expect, times.size());
}

}  // namespace

void ping(cli::Command& parent) {
  parent.leaf<Options>({.name = "ping",
                        .summary = "Ask all servers whether they are there, and how far away",
                        .description = "With a number of servers it returns when so many have "
                                       "answered, and fails when they do not.",
                        .examples = {"nats server ping", "nats server ping 9 --id"},
                        .scope = cli::Scope::System,
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::server
