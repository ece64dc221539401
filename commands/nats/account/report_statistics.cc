#include <fmt/format.h>

#include "cli/context.h"
#include "commands/nats/account/account.h"
#include "commands/nats/report/report.h"
#include "core/system/fleet.h"
#include "core/text/number.h"
#include "core/text/size.h"

namespace natsop::commands::nats::account {
namespace {

using json::Doc;
using render::As;

struct Options {
  std::chrono::nanoseconds watch{};
};

void flags(cli::Command& c, Options& o) { watch_flag(c, o.watch); }

Doc row(const system::Answer& answer, const Doc& account) {
  const auto& server = answer.server;
  return Doc::object({{"server", server.name},
                      {"cluster", server.cluster},
                      {"version", server.version},
                      {"tags", answer.document.at("/server/tags")},
                      {"account", account.text_at("/acc")},
                      {"connections", account.unsigned_at("/conns")},
                      {"subscriptions", account.unsigned_at("/num_subscriptions")},
                      {"leafnodes", account.unsigned_at("/leafnodes")},
                      {"sent_bytes", account.unsigned_at("/sent/bytes")},
                      {"sent_msgs", account.unsigned_at("/sent/msgs")},
                      {"received_bytes", account.unsigned_at("/received/bytes")},
                      {"received_msgs", account.unsigned_at("/received/msgs")},
                      {"slow_consumers", account.unsigned_at("/slow_consumers")}});
}

std::uint64_t sum(const render::View& view, std::string_view pointer) {
  std::uint64_t total = 0;
  for (const auto& one : view.rows()) total += one.unsigned_at(pointer);
  return total;
}

void add_footer(render::View& view) {
  const auto count = [&](const char* pointer) {
    return render::Cell(text::commas(sum(view, pointer)));
  };
  const auto bytes = [&](const char* pointer) {
    return render::Cell(text::print_size(sum(view, pointer)));
  };
  view.footer({"", "", "", "", count("/connections"), count("/subscriptions"), count("/leafnodes"),
               bytes("/sent_bytes"), count("/sent_msgs"), bytes("/received_bytes"),
               count("/received_msgs"), count("/slow_consumers")});
}

Result<render::Sheet> gather(system::Fleet& fleet) {
  NATSOP_TRY(const auto answers, fleet.ask_own_account("STATZ", {}));
  render::View view("Server Statistics",
                    {{.header = "Server", .pointer = "/server"},
                     {.header = "Cluster", .pointer = "/cluster"},
                     {.header = "Version", .pointer = "/version"},
                     {.header = "Tags", .pointer = "/tags", .as = As::List},
                     {.header = "Connections", .pointer = "/connections", .as = As::Count},
                     {.header = "Subscriptions", .pointer = "/subscriptions", .as = As::Count},
                     {.header = "Leafnodes", .pointer = "/leafnodes", .as = As::Count},
                     {.header = "Sent Bytes", .pointer = "/sent_bytes", .as = As::Bytes},
                     {.header = "Sent Messages", .pointer = "/sent_msgs", .as = As::Count},
                     {.header = "Received Bytes", .pointer = "/received_bytes", .as = As::Bytes},
                     {.header = "Received Messages", .pointer = "/received_msgs", .as = As::Count},
                     {.header = "Slow Consumers", .pointer = "/slow_consumers", .as = As::Count}});
  view.name_at("/server").when_empty("No server has connections of this account");
  for (const auto& answer : answers.all) {
    for (const auto& account : answer.data.at("/account_statz").elements()) {
      view.add(row(answer, account));
    }
  }
  view.sort_by("/server").sort_by("/cluster");
  if (!view.empty()) add_footer(view);
  render::Sheet sheet;
  sheet.add("statistics", std::move(view));
  return sheet;
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(auto* const transport, ctx.transport());
  NATSOP_TRY(const auto* const settings, ctx.settings());
  system::Fleet fleet(*transport, ctx.clock(), settings->timeout);
  return show_report(ctx, o.watch, "nats account report statistics", [&] { return gather(fleet); });
}

}  // namespace

void report_statistics(cli::Command& parent) {
  parent.leaf<Options>({.name = "statistics",
                        .aliases = {"stats", "statsz"},
                        .summary = "What this account sends and receives, server by server",
                        .examples = {"nats account report statistics --watch 5s"},
                        .scope = cli::Scope::User,
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::account
