#include "cli/context.h"
#include "commands/nats/account/account.h"
#include "commands/nats/connections/connections.h"
#include "commands/nats/report/report.h"

namespace natsop::commands::nats::account {
namespace {

struct Options {
  ConnectionChoice choice;
  std::chrono::nanoseconds watch{};
};

void flags(cli::Command& c, Options& o) {
  connection_flags(c, o.choice);
  c.flag("--reverse,-R", o.choice.reverse, "The other way round");
  watch_flag(c, o.watch);
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(auto* const transport, ctx.transport());
  NATSOP_TRY(const auto* const settings, ctx.settings());
  system::Fleet fleet(*transport, ctx.clock(), settings->timeout);
  return show_report(
      ctx, o.watch, "nats account report connections", [&]() -> Result<render::Sheet> {
        NATSOP_TRY(auto all, gather_connections(o.choice,
                                                [&](const json::Doc& options) {
                                                  return fleet.ask_own_account("CONNZ", options);
                                                },
                                                {}));
        return connections_sheet(o.choice, std::move(all));
      });
}

}  // namespace

void report_connections(cli::Command& parent) {
  parent.leaf<Options>({.name = "connections",
                        .aliases = {"conn", "connz", "conns"},
                        .summary = "The connections of this account",
                        .examples = {"nats account report connections --sort in-msgs"},
                        .scope = cli::Scope::User,
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::account
