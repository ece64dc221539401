#include <fmt/format.h>

#include "cli/context.h"
#include "commands/nats/server/check.h"
#include "core/client/connection.h"
#include "core/text/duration.h"

namespace natsop::commands::nats::server {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t kPayload = 100;

struct Limits {
  nanoseconds warning = std::chrono::milliseconds(500);
  nanoseconds critical = std::chrono::seconds(1);
};

struct Options {
  Limits connect;
  Limits rtt;
  Limits request;
  std::shared_ptr<const CheckOptions> group;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--connect-warn", o.connect.warning, "Warn when connecting takes this long");
  c.flag("--connect-critical", o.connect.critical, "Critical when connecting takes this long");
  c.flag("--rtt-warn", o.rtt.warning, "Warn when a round trip to the server takes this long");
  c.flag("--rtt-critical", o.rtt.critical, "Critical when a round trip takes this long");
  c.flag("--req-warn", o.request.warning, "Warn when a message takes this long to come back");
  c.flag("--req-critical", o.request.critical, "Critical when a message takes this long");
  o.group = c.shared<CheckOptions>();
}

void measure(Finding& finding, const char* name, nanoseconds took, const Limits& limits,
             const char* help) {
  finding.add({.name = name,
               .value = in_seconds(took),
               .warning = in_seconds(limits.warning),
               .critical = in_seconds(limits.critical),
               .unit = "s",
               .help = help});
}

void probe_connect(const Limits& limits, nanoseconds took, const std::string& url,
                   Finding& finding) {
  measure(finding, "connect_time", took, limits, "Time taken to connect to NATS");
  const auto slow = [&](nanoseconds limit) {
    return fmt::format("connected to {}, connect time exceeded {}", url, in_seconds(limit));
  };
  if (took >= limits.critical) {
    finding.critical(slow(limits.critical));
  } else if (took >= limits.warning) {
    finding.warn(slow(limits.warning));
  } else {
    finding.ok(fmt::format("connected to {} in {}", url, text::print_go_duration(took)));
  }
}

void probe_rtt(client::Connection& connection, const Limits& limits, Finding& finding) {
  const auto rtt = connection.rtt();
  if (!rtt) return finding.critical("rtt failed: " + rtt.error().one_line());
  measure(finding, "rtt", *rtt, limits, "The round-trip-time of the connection");
  const auto slow = [](nanoseconds limit) {
    return fmt::format("rtt time exceeded {}", in_seconds(limit));
  };
  if (*rtt >= limits.critical) {
    finding.critical(slow(limits.critical));
  } else if (*rtt >= limits.warning) {
    finding.warn(slow(limits.warning));
  } else {
    finding.ok("rtt time " + text::print_go_duration(*rtt));
  }
}

/// A message to a subject of its own, and back.
Result<nanoseconds> round_trip(client::Connection& connection, cli::Context& ctx) {
  const auto inbox = connection.new_inbox();
  NATSOP_TRY(auto replies, connection.subscribe(inbox));
  const std::string sent(kPayload, 'x');
  const auto begin = ctx.clock().steady();
  NATSOP_CHECK(connection.publish(inbox, sent));
  NATSOP_TRY(const auto received, replies.next(connection.settings().timeout));
  if (received.data != sent) return Error(Code::Failed, "did not receive expected message");
  return ctx.clock().steady() - begin;
}

void probe_request(client::Connection& connection, cli::Context& ctx, const Limits& limits,
                   Finding& finding) {
  const auto took = round_trip(connection, ctx);
  if (!took) return finding.critical("round trip failed: " + took.error().one_line());
  measure(finding, "request_time", *took, limits, "Time taken for a full Request-Reply operation");
  const double seconds = in_seconds(*took);
  if (*took >= limits.critical) {
    finding.critical(fmt::format("round trip request took {:.6f}", seconds));
  } else if (*took >= limits.warning) {
    finding.warn(fmt::format("round trip request took {:.6f}", seconds));
  } else {
    finding.ok(fmt::format("round trip took {:.6f}s", seconds));
  }
}

Result<void> run(const Options& o, cli::Context& ctx) {
  Finding finding("connections", "Connection");
  const auto begin = ctx.clock().steady();
  const auto connection = ctx.connection();
  if (!connection) {
    finding.critical("connection failed: " + connection.error().one_line());
    return conclude(ctx, *o.group, finding);
  }
  const nanoseconds took = ctx.clock().steady() - begin;
  probe_connect(o.connect, took, (*connection)->connected_url(), finding);
  probe_rtt(**connection, o.rtt, finding);
  probe_request(**connection, ctx, o.request, finding);
  return conclude(ctx, *o.group, finding);
}

}  // namespace

void check_connection(cli::Command& parent) {
  parent.leaf<Options>({.name = "connection",
                        .aliases = {"conn"},
                        .summary = "How long it takes to connect, and for messages to come back",
                        .examples = {"nats server check connection --rtt-warn 20ms"},
                        .scope = cli::Scope::User,
                        .impact = cli::Impact::ReadOnly},
                       flags, run);
}

}  // namespace natsop::commands::nats::server
