#include "cli/context.h"
#include "commands/nats/server/request.h"

namespace natsop::commands::nats::server {
namespace {

struct Options {
  RequestChoice choice;
  bool all = true;
  std::string filter;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--all", o.all, "The empty ones, too").negatable();
  c.flag("--filter", o.filter, "Only queues whose name contains this");
  request_flags(c, o.choice);
}

Result<void> run(const Options& o, cli::Context& ctx) {
  auto options = json::Doc::object({{"all", o.all}});
  if (!o.filter.empty()) options.put("filter", o.filter);
  return show_answers(ctx, o.choice, "IPQUEUESZ", options);
}

}  // namespace

void request_ipqueue(cli::Command& parent) {
  parent.leaf<Options>({.name = "ipqueue",
                        .aliases = {"ipq", "ipqueuesz"},
                        .summary = "The queues inside each server",
                        .examples = {"nats server request ipqueue --no-all"},
                        .scope = cli::Scope::System,
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::server
