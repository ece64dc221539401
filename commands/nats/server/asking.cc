#include "commands/nats/server/asking.h"

#include <fmt/format.h>

#include <algorithm>

#include "commands/nats/report/report.h"
#include "core/text/duration.h"
#include "core/text/number.h"

namespace natsop::commands::nats::server {
namespace {

/// --watch takes seconds in the original, and durations like every other report's.
Result<std::chrono::nanoseconds> watch_interval(const std::string& text) {
  if (text.empty()) return std::chrono::nanoseconds();
  const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  auto interval = text::parse_duration(digits ? text + "s" : text);
  if (interval && interval->count() >= 0) return *interval;
  return Error(Code::Usage, fmt::format("--watch: \"{}\" is no time", text))
      .hint("seconds (5) or a duration (500ms)");
}

}  // namespace

void report_flags(cli::Command& c, ReportChoice& choice) {
  c.arg("limit", choice.expect, "How many servers are to answer");
  c.flag("--host", choice.host, "Only the server of this name").placeholder("NAME");
  c.flag("--cluster", choice.cluster, "Only the servers of this cluster").placeholder("NAME");
  c.flag("--tags", choice.tags, "Only servers that have this tag").placeholder("TAG");
  c.flag("--watch", choice.watch, "Show it again and again, so many seconds apart, until Ctrl-C")
      .placeholder("SECONDS")
      .type("Int");
  archive_flag(c, choice.archive);
}

void archive_flag(cli::Command& c, std::string& archive) {
  c.flag("--archive", archive, "Read the answers from an audit archive (not supported)")
      .placeholder("FILE");
}

Result<void> no_archive(const std::string& archive) {
  if (archive.empty()) return {};
  return Error(Code::Unsupported,
               fmt::format("--archive \"{}\": audit archives cannot be read", archive))
      .hint("leave --archive out to ask the running servers");
}

Result<system::Fleet> fleet(cli::Context& ctx) {
  NATSOP_TRY(auto* const transport, ctx.transport());
  NATSOP_TRY(const auto* const settings, ctx.settings());
  return system::Fleet(*transport, ctx.clock(), settings->timeout);
}

Result<system::Asking> asking(cli::Context& ctx, const ReportChoice& choice) {
  NATSOP_CHECK(no_archive(choice.archive));
  if (choice.expect < 0) {
    return Error(Code::Usage, fmt::format("{} servers cannot be expected", choice.expect));
  }
  system::Asking asking;
  asking.expect = static_cast<std::size_t>(choice.expect);
  if (asking.expect == 0 && !choice.host.empty()) asking.expect = 1;
  asking.filter = {.name = choice.host,
                   .cluster = choice.cluster,
                   // Of this run alone: a context's domain says where its streams are.
                   .domain = ctx.nats().js_domain,
                   .tags = choice.tags};
  return asking;
}

Result<void> show(cli::Context& ctx, const ReportChoice& choice, const std::string& title,
                  const Gather& gather) {
  NATSOP_TRY(const auto every, watch_interval(choice.watch));
  return show_report(ctx, every, title, gather);
}

Result<void> all_there(std::size_t expected, std::size_t came) {
  if (came >= expected) return {};
  return Error(Code::Timeout, fmt::format("{} of {} servers answered in time", text::commas(came),
                                          text::commas(expected)))
      .hint("--timeout waits longer");
}

}  // namespace natsop::commands::nats::server
