#include "cli/context.h"
#include "commands/nats/connections/connections.h"
#include "commands/nats/server/asking.h"
#include "commands/nats/server/server.h"
#include "core/json/expression.h"

namespace natsop::commands::nats::server {
namespace {

struct Options {
  ReportChoice choice;
  ConnectionChoice connections;
  bool json = false;
  std::string filter;
  std::shared_ptr<const ReportOptions> group;
};

void flags(cli::Command& c, Options& o) {
  connection_flags(c, o.connections);
  c.flag("--account", o.connections.account, "Only connections of this account");
  c.flag("--filter", o.filter, "Only connections that this expression is true of")
      .placeholder("EXPRESSION");
  c.flag("--json,-j", o.json, "Print the connections as JSON");
  report_flags(c, o.choice);
  o.group = c.shared<ReportOptions>();
}

/// Expressions see a connection under the names of its fields, and as `conn`, `conns` and
/// `server`.
Result<KeepConnection> keeper(const Options& o, cli::Context& ctx) {
  if (o.filter.empty()) return KeepConnection();
  auto expression = json::Expression::compile(o.filter);
  if (!expression) return Error(Code::Usage, "--filter: " + expression.error().message());
  return KeepConnection([expression = *std::move(expression), &ctx](const json::Doc& connection) {
    auto scope = connection;
    scope.put("conn", connection).put("conns", connection);
    return expression.test(scope, ctx.clock().now());
  });
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(const auto how, asking(ctx, o.choice));
  NATSOP_TRY(auto servers, fleet(ctx));
  NATSOP_TRY(const auto keep, keeper(o, ctx));
  auto choice = o.connections;
  choice.reverse = o.group->reverse;
  const auto gather = [&] {
    return gather_connections(
        choice, [&](const json::Doc& options) { return servers.ask("CONNZ", options, how); }, keep);
  };
  if (o.json) {
    NATSOP_TRY(auto all, gather());
    return ctx.show(json::Doc::array(std::move(all)));
  }
  return show(ctx, o.choice, "nats server report connections", [&]() -> Result<render::Sheet> {
    NATSOP_TRY(auto all, gather());
    return connections_sheet(choice, std::move(all));
  });
}

}  // namespace

void report_connections(cli::Command& parent) {
  parent.leaf<Options>({.name = "connections",
                        .aliases = {"conn", "connz", "conns"},
                        .summary = "The connections of all servers",
                        .examples = {"nats server report connections --sort in-msgs --top 10",
                                     "nats server report connections --account ORDERS -o wide"},
                        .scope = cli::Scope::System,
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::server
