#include "cli/context.h"
#include "commands/nats/server/asking.h"
#include "commands/nats/server/list_view.h"
#include "commands/nats/server/server.h"

namespace natsop::commands::nats::server {
namespace {

struct Options {
  unsigned expect = 0;
  bool json = false;
  ListOrder order;
  std::string archive;
};

void flags(cli::Command& c, Options& o) {
  c.arg("expect", o.expect, "How many servers are to answer; without, whoever answers")
      .type("Uint32");
  c.flag("--json,-j", o.json, "Print what the servers answered as JSON");
  c.flag("--sort", o.order.sort, "What to order by")
      .choices({"name", "cluster", "conns", "conn", "subs", "sub", "routes", "route", "gw", "mem",
                "cpu", "slow", "uptime", "rtt"});
  c.flag("--reverse,-R", o.order.reverse, "The other way round");
  c.flag("--compact", o.order.compact, "Leave out what all names end with").negatable();
  archive_flag(c, o.archive);
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_CHECK(no_archive(o.archive));
  NATSOP_TRY(auto servers, fleet(ctx));
  NATSOP_TRY(const auto answers, servers.ping({.expect = o.expect}));
  if (o.json) {
    auto documents = json::Doc::array();
    for (const auto& answer : answers.all) documents.push(answer.document);
    NATSOP_CHECK(ctx.show(documents));
    return all_there(o.expect, answers.all.size());
  }
  render::Sheet sheet;
  sheet.add("servers", servers_view(o.order, answers.all));
  sheet.add("clusters", clusters_view(answers.all));
  NATSOP_CHECK(ctx.show(sheet));
  if (!ctx.for_machines()) ctx.line("");
  for (const auto& refusal : answers.refusals) ctx.note("warning: " + refusal);
  return all_there(o.expect, answers.all.size());
}

}  // namespace

void list(cli::Command& parent) {
  parent.leaf<Options>({.name = "list",
                        .aliases = {"ls"},
                        .summary = "List the servers, and how busy they are",
                        .description = "With a number of servers it returns when so many have "
                                       "answered, and fails when they do not.",
                        .examples = {"nats server list 9", "nats server list --sort conns"},
                        .scope = cli::Scope::System,
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::server
