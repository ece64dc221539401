#include "cli/context.h"
#include "commands/nats/server/request.h"

namespace natsop::commands::nats::server {
namespace {

struct Options {
  RequestChoice choice;
  bool subscriptions = false;
};

void flags(cli::Command& c, Options& o) {
  wait_argument(c, o.choice);
  c.flag("--subscriptions", o.subscriptions, "With their subscriptions");
  request_flags(c, o.choice);
}

Result<void> run(const Options& o, cli::Context& ctx) {
  return show_answers(ctx, o.choice, "ROUTEZ",
                      json::Doc::object({{"subscriptions", o.subscriptions},
                                         {"subscriptions_detail", o.subscriptions}}));
}

}  // namespace

void request_routes(cli::Command& parent) {
  parent.leaf<Options>({.name = "routes",
                        .aliases = {"route", "routez"},
                        .summary = "The routes of each server to others of its cluster",
                        .examples = {"nats server request routes --subscriptions"},
                        .scope = cli::Scope::System,
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::server
