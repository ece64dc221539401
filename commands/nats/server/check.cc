#include "commands/nats/server/check.h"

#include "cli/exit_status.h"
#include "commands/nats/check/formats.h"
#include "commands/nats/server/server.h"
#include "core/base/files.h"

namespace natsop::commands::nats::server {
namespace {

void group_flags(cli::Command& c, CheckOptions& o) {
  c.flag("--format", o.format, "For which system the result is printed")
      .choices({"nagios", "json", "prometheus", "text"});
  c.flag("--namespace", o.name_space, "What the names of Prometheus' metrics begin with");
  c.flag("--outfile", o.outfile, "Write the result to this file instead");
}

std::string text_of(cli::Context& ctx, const CheckOptions& options, const Finding& finding) {
  if (options.format == "json") return json_text(finding);
  if (options.format == "prometheus") return prometheus_text(finding, options.name_space);
  if (options.format == "text") return people_text(finding, ctx.style());
  return nagios_text(finding);
}

}  // namespace

double in_seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

Result<void> conclude(cli::Context& ctx, const CheckOptions& options, const Finding& finding) {
  const auto text = text_of(ctx, options, finding);
  if (options.outfile.empty()) {
    ctx.line(text);
  } else {
    NATSOP_CHECK(write_file_atomic(options.outfile, text + "\n", kPrivateFile));
  }
  if (options.format == "prometheus" || finding.health() == Health::Ok) return {};
  return cli::ended_with(static_cast<int>(finding.health()));
}

void check(cli::Command& parent) {
  parent.group<CheckOptions>(
      {.name = "check",
       .summary = "Probes for monitoring systems: Nagios and its like, Prometheus",
       .description = "The exit status is 0 for OK, 1 for WARNING, 2 for CRITICAL and 3 for "
                      "UNKNOWN; always 0 in Prometheus' format.",
       .examples = {"nats server check connection --connect-critical 2s",
                    "nats server check server --name srv-1 --conn-warn 900 --conn-critical 1000",
                    "nats server check credential --credential app.creds --format prometheus"}},
      group_flags, {check_connection, check_credential, check_request, check_server});
}

}  // namespace natsop::commands::nats::server
