#include <fmt/format.h>

#include <array>

#include "cli/context.h"
#include "commands/nats/server/asking.h"
#include "commands/nats/server/check.h"
#include "core/text/duration.h"
#include "core/text/quote.h"
#include "core/text/time.h"

namespace natsop::commands::nats::server {
namespace {

using std::chrono::nanoseconds;

/// Thresholds of a figure; both 0: it is not checked.
struct Limits {
  std::int64_t warning = 0;
  std::int64_t critical = 0;
};

struct Options {
  std::string name;
  Limits cpu;
  Limits memory;
  Limits connections;
  Limits subscriptions;
  nanoseconds uptime_warning{};
  nanoseconds uptime_critical{};
  bool auth = false;
  bool tls = false;
  bool jetstream = false;
  std::optional<nanoseconds> certificate_warning;
  std::optional<nanoseconds> certificate_critical;
  std::shared_ptr<const CheckOptions> group;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--name", o.name, "The server to check").required();
  c.flag("--cpu-warn", o.cpu.warning, "Warn at this much processor time, in percent").type("Int");
  c.flag("--cpu-critical", o.cpu.critical, "Critical at this much processor time").type("Int");
  c.flag("--mem-warn", o.memory.warning, "Warn at this much memory, in bytes").type("Int");
  c.flag("--mem-critical", o.memory.critical, "Critical at this much memory").type("Int");
  c.flag("--conn-warn", o.connections.warning,
         "Warn at this many connections; at so few, when critical is below")
      .type("Int");
  c.flag("--conn-critical", o.connections.critical, "Critical at this many connections")
      .type("Int");
  c.flag("--subs-warn", o.subscriptions.warning,
         "Warn at this many subscriptions; at so few, when critical is below")
      .type("Int");
  c.flag("--subs-critical", o.subscriptions.critical, "Critical at this many subscriptions")
      .type("Int");
  c.flag("--uptime-warn", o.uptime_warning, "Warn when it was started less than this ago");
  c.flag("--uptime-critical", o.uptime_critical, "Critical when it was started less than this ago");
  c.flag("--auth-required", o.auth, "Critical unless clients must log in");
  c.flag("--tls-required", o.tls, "Critical unless clients must use TLS");
  c.flag("--js-required", o.jetstream, "Critical unless it has JetStream");
  c.flag("--tls-cert-warn", o.certificate_warning, "Warn when a certificate expires sooner");
  c.flag("--tls-cert-crit", o.certificate_critical, "Critical when a certificate expires sooner");
  o.group = c.shared<CheckOptions>();
}

void probe_settings(const Options& o, const json::Doc& varz, Finding& finding) {
  const auto demand = [&](bool wanted, bool there, const char* yes, const char* no) {
    if (!wanted) return;
    there ? finding.ok(yes) : finding.critical(no);
  };
  demand(o.jetstream, varz.at("/jetstream/config").is_object(), "JetStream enabled",
         "JetStream not enabled");
  demand(o.tls, varz.boolean_at("/tls_required"), "TLS required", "TLS not required");
  demand(o.auth, varz.boolean_at("/auth_required"), "Authentication required",
         "Authentication not required");
}

nanoseconds uptime_of(const json::Doc& varz) {
  const auto start = text::parse_rfc3339(varz.text_at("/start"));
  const auto now = text::parse_rfc3339(varz.text_at("/now"));
  return start && now ? nanoseconds(*now - *start) : nanoseconds();
}

void probe_uptime(const Options& o, nanoseconds up, Finding& finding) {
  if (o.uptime_warning.count() <= 0 && o.uptime_critical.count() <= 0) return;
  if (o.uptime_critical > o.uptime_warning) return finding.critical("Up invalid thresholds");
  const auto text = "Up " + text::print_duration(up);
  if (up <= o.uptime_critical) {
    finding.critical(text);
  } else if (up <= o.uptime_warning) {
    finding.warn(text);
  } else {
    finding.ok(text);
  }
}

/// More is worse; with `few` and a critical threshold below the warning's, less is.
void probe_figure(const char* name, const Limits& limits, double value, bool few,
                  Finding& finding) {
  if (limits.warning == 0 && limits.critical == 0) return;
  const bool less = limits.critical < limits.warning;
  if (less && !few) return finding.critical(fmt::format("{} invalid thresholds", name));
  const auto beyond = [&](std::int64_t limit) {
    const auto at = static_cast<double>(limit);
    return less ? value <= at : value >= at;
  };
  const auto text = fmt::format("{} {:.2f}", name, value);
  if (beyond(limits.critical)) {
    finding.critical(text);
  } else if (beyond(limits.warning)) {
    finding.warn(text);
  } else {
    finding.ok(text);
  }
}

void add_figures(const Options& o, const json::Doc& varz, nanoseconds up, Finding& finding) {
  const auto figure = [&](const char* name, const Limits& limits, const char* unit,
                          const char* help) {
    finding.add({.name = name,
                 .value = varz.real_at(std::string("/") + name),
                 .warning = static_cast<double>(limits.warning),
                 .critical = static_cast<double>(limits.critical),
                 .unit = unit,
                 .help = help});
  };
  finding.add({.name = "uptime",
               .value = in_seconds(up),
               .warning = in_seconds(o.uptime_warning),
               .critical = in_seconds(o.uptime_critical),
               .unit = "s",
               .help = "NATS Server uptime in seconds"});
  figure("cpu", o.cpu, "%", "NATS Server CPU usage in percentage");
  figure("mem", o.memory, "", "NATS Server memory usage in bytes");
  figure("connections", o.connections, "", "Active connections");
  figure("subscriptions", o.subscriptions, "", "Active subscriptions");
}

/// Of the server itself, and of its other listeners.
void probe_certificates(const Options& o, const json::Doc& varz, Finding& finding) {
  if (!o.certificate_warning || !o.certificate_critical) return;
  static constexpr std::array kParts{
      std::pair("Server", ""),          std::pair("Cluster", "/cluster"),
      std::pair("Gateway", "/gateway"), std::pair("Leafnode", "/leaf"),
      std::pair("MQTT", "/mqtt"),       std::pair("WebSocket", "/websocket")};
  const auto now = text::parse_rfc3339(varz.text_at("/now"));
  bool any = false;
  for (const auto& [name, pointer] : kParts) {
    const auto end =
        text::parse_rfc3339(varz.text_at(std::string(pointer) + "/tls_cert_not_after"));
    if (!end || !now || *end == text::kZeroTime) continue;
    any = true;
    const nanoseconds left = *end - *now;
    if (left.count() <= 0) {
      finding.critical(fmt::format("{} TLS certificate expired", name));
      continue;
    }
    const auto text =
        fmt::format("{} TLS certificate expires in {}", name, text::print_duration(left));
    if (left <= *o.certificate_critical) {
      finding.critical(text);
    } else if (left <= *o.certificate_warning) {
      finding.warn(text);
    } else {
      finding.ok(text);
    }
  }
  // Servers tell since 2.12; what is not known is not well.
  if (!any) finding.critical("the server tells nothing of TLS certificates");
}

Result<json::Doc> varz_of(const std::string& name, cli::Context& ctx) {
  NATSOP_TRY(auto servers, fleet(ctx));
  NATSOP_TRY(const auto answers, servers.ask("VARZ", {}, {.expect = 1, .filter = {.name = name}}));
  return answers.all.front().data;
}

Result<void> run(const Options& o, cli::Context& ctx) {
  Finding finding("server", o.name);
  const auto varz = varz_of(o.name, ctx);
  if (!varz) {
    finding.critical("varz failed: " + varz.error().one_line());
    return conclude(ctx, *o.group, finding);
  }
  if (const auto name = varz->text_at("/server_name"); name != o.name) {
    finding.critical("result from wrong server " + text::go_quote(name));
  }
  const auto up = uptime_of(*varz);
  probe_settings(o, *varz, finding);
  probe_uptime(o, up, finding);
  add_figures(o, *varz, up, finding);
  probe_figure("CPU", o.cpu, varz->real_at("/cpu"), false, finding);
  probe_figure("Memory", o.memory, varz->real_at("/mem"), false, finding);
  probe_figure("Connections", o.connections, varz->real_at("/connections"), true, finding);
  probe_figure("Subscriptions", o.subscriptions, varz->real_at("/subscriptions"), true, finding);
  probe_certificates(o, *varz, finding);
  return conclude(ctx, *o.group, finding);
}

}  // namespace

void check_server(cli::Command& parent) {
  parent.leaf<Options>({.name = "server",
                        .summary = "How one server does: load, connections, settings",
                        .examples = {"nats server check server --name srv-1 --js-required "
                                     "--conn-warn 900 --conn-critical 1000"},
                        .scope = cli::Scope::System,
                        .impact = cli::Impact::ReadOnly},
                       flags, run);
}

}  // namespace natsop::commands::nats::server
