#include "cli/context.h"
#include "commands/nats/server/request.h"

namespace natsop::commands::nats::server {
namespace {

struct Options {
  RequestChoice choice;
};

void flags(cli::Command& c, Options& o) {
  wait_argument(c, o.choice);
  request_flags(c, o.choice);
}

Result<void> run(const Options& o, cli::Context& ctx) {
  return show_answers(ctx, o.choice, "VARZ", {});
}

}  // namespace

void request_variables(cli::Command& parent) {
  parent.leaf<Options>({.name = "variables",
                        .aliases = {"var", "varz"},
                        .summary = "What each server is set to, and how it does",
                        .examples = {"nats server request variables 3"},
                        .scope = cli::Scope::System,
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::server
