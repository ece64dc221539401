#include <fmt/format.h>

#include "cli/context.h"
#include "commands/nats/context/context.h"

namespace natsop::commands::nats::context {
namespace {

struct Options {};

void flags(cli::Command&, Options&) {}

Result<void> run(const Options&, cli::Context& ctx) {
  NATSOP_TRY(const auto selected, ctx.contexts().unselect());
  if (selected.empty()) {
    ctx.line("No context currently selected");
    return {};
  }
  ctx.line(fmt::format("Unselected the \"{}\" context", selected));
  return {};
}

}  // namespace

void unselect(cli::Command& parent) {
  parent.leaf<Options>({.name = "unselect",
                        .summary = "Use no context from now on",
                        .examples = {"nats context unselect"}},
                       flags, run);
}

}  // namespace natsop::commands::nats::context
