#include <fmt/format.h>

#include <algorithm>

#include "cli/context.h"

#include "commands/nats/messages/messages.h"
#include "core/client/resolve.h"
#include "core/text/duration.h"
#include "core/text/time.h"

namespace natsop::commands::nats::messages {
namespace {

using natsop::context::ConnectSettings;
using natsop::context::ServerUrl;

struct Options {
  int iterations = 5;
  bool json = false;
};

void flags(cli::Command& c, Options& o) {
  c.arg("iterations", o.iterations, "How many round trips to measure");
  c.flag("--json,-j", o.json, "Print JSON");
}

/// One address of one URL, and how far it is.
struct Sample {
  std::string url;      ///< the address as a URL
  std::string address;  ///< host:port that was connected to; empty when it failed
  Time time{};
  std::chrono::nanoseconds rtt{};
  std::optional<Error> failed{};
};

struct Target {
  std::string url;
  std::vector<Sample> samples;
};

Result<std::chrono::nanoseconds> measure(client::Connection& connection, int times) {
  std::chrono::nanoseconds total{};
  for (int i = 0; i < times; ++i) {
    NATSOP_TRY(const auto one, connection.rtt());
    total += one;
  }
  return total / times;
}

Sample measure_address(const ServerUrl& url, const std::string& address,
                       const ConnectSettings& settings, const Options& o, cli::Context& ctx) {
  ConnectSettings only = settings;
  only.urls = {url};
  only.urls.front().host = address;
  if (address != url.host) only.tls.server_name = url.host;
  only.max_reconnects = 0;
  Sample sample{.url = only.urls.front().redacted(), .address = {}, .time = ctx.clock().now()};
  auto connection = ctx.connect_to(only);
  if (!connection) {
    sample.failed = connection.error();
    return sample;
  }
  const auto rtt = measure(**connection, o.iterations);
  if (!rtt) {
    sample.failed = rtt.error();
    return sample;
  }
  sample.address = only.urls.front().address();
  sample.rtt = *rtt;
  return sample;
}

Target measure_url(const ServerUrl& url, const ConnectSettings& settings, const Options& o,
                   cli::Context& ctx) {
  Target target{.url = url.redacted(), .samples = {}};
  // Behind a proxy it is the proxy that resolves names.
  auto addresses = settings.socks_proxy.empty() ? client::resolve_host(url.host)
                                                : std::vector<std::string>{url.host};
  if (!addresses) {
    target.samples.push_back({.url = url.redacted(), .address = {}, .failed = addresses.error()});
    return target;
  }
  for (const auto& address : *addresses) {
    if (ctx.interrupt().pending()) break;
    target.samples.push_back(measure_address(url, address, settings, o, ctx));
  }
  return target;
}

json::Doc document(const std::vector<Target>& targets) {
  auto list = json::Doc::array();
  for (const auto& target : targets) {
    auto results = json::Doc::array();
    for (const auto& sample : target.samples) {
      auto result = json::Doc::object({{"time", text::rfc3339_nano(sample.time)},
                                       {"address", sample.address},
                                       {"rtt", sample.rtt.count()},
                                       {"url", sample.url}});
      if (sample.failed) result.put("error", sample.failed->one_line());
      results.push(std::move(result));
    }
    list.push(json::Doc::object({{"url", target.url}, {"results", std::move(results)}}));
  }
  return list;
}

render::View table(const std::vector<Target>& targets) {
  render::View view("Round Trip Times",
                    {{.header = "URL", .pointer = "/url"},
                     {.header = "Address", .pointer = "/address"},
                     {.header = "RTT", .pointer = "/rtt", .as = render::As::Duration},
                     {.header = "Error", .pointer = "/error"}});
  const auto documents = document(targets);
  for (const auto& target : documents.elements()) {
    for (const auto& result : target.at("/results").elements()) view.add(result);
  }
  view.document(documents);
  return view;
}

void print(const std::vector<Target>& targets, cli::Context& ctx) {
  for (const auto& target : targets) {
    ctx.line(target.url + ":");
    ctx.line("");
    std::size_t width = 0;
    for (const auto& sample : target.samples) width = std::max(width, sample.url.size());
    for (const auto& sample : target.samples) {
      const auto said = sample.failed ? std::string("failed") : text::print_duration(sample.rtt);
      ctx.line(fmt::format("   {:>{}}: {}", sample.url, width, said));
    }
    ctx.line("");
  }
}

/// The run's outcome: an address that does not answer is told of, and when none does, that is the
/// error.
Result<void> judge(const std::vector<Target>& targets, cli::Context& ctx) {
  std::vector<Error> failures;
  std::size_t good = 0;
  for (const auto& target : targets) {
    for (const auto& sample : target.samples) {
      if (sample.failed) failures.push_back(*sample.failed);
      if (!sample.failed) ++good;
    }
  }
  if (failures.empty()) return {};
  if (good == 0) {
    for (std::size_t i = 0; i + 1 < failures.size(); ++i) ctx.note(failures[i].one_line());
    return failures.back();
  }
  for (const auto& failure : failures) ctx.note(failure.one_line());
  return {};
}

Result<void> run(const Options& o, cli::Context& ctx) {
  if (o.iterations < 1) {
    return Error(Code::Usage,
                 fmt::format("the number of iterations must be at least 1, got {}", o.iterations));
  }
  NATSOP_TRY(const auto* settings, ctx.settings());
  ctx.interrupt().arm();
  std::vector<Target> targets;
  for (const auto& url : settings->urls) {
    targets.push_back(measure_url(url, *settings, o, ctx));
    if (ctx.interrupt().pending()) return Error(Code::Cancelled, "");
  }
  if (o.json) {
    NATSOP_CHECK(ctx.show(document(targets)));
  } else if (ctx.format() == render::Format::Table && !ctx.for_machines()) {
    print(targets, ctx);
  } else {
    NATSOP_CHECK(ctx.show(table(targets)));
  }
  ctx.flush();
  return judge(targets, ctx);
}

}  // namespace

void rtt(cli::Command& parent) {
  parent.leaf<Options>({.name = "rtt",
                        .summary = "Measure the round trip time to each address of each server",
                        .examples = {"nats rtt", "nats rtt 20 --json",
                                     "nats rtt --server nats://a:4222,nats://b:4222"},
                        .scope = cli::Scope::User,
                        .impact = cli::Impact::ReadWrite,
                        .category = "Connections and contexts",
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::messages
