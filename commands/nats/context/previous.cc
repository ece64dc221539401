#include "cli/context.h"
#include "commands/nats/context/context.h"
#include "commands/nats/context/page.h"

namespace natsop::commands::nats::context {
namespace {

struct Options {};

void flags(cli::Command&, Options&) {}

Result<void> run(const Options&, cli::Context& ctx) {
  auto& store = ctx.contexts();
  NATSOP_TRY(const auto selected, store.select_previous());
  if (selected.empty()) {
    return Error(Code::NotFound, "no context is selected, and none was before")
        .hint("`nats context select NAME` selects one");
  }
  NATSOP_TRY(const auto context, store.load(selected));
  return ctx.show(page(context, {}, ctx));
}

}  // namespace

void previous(cli::Command& parent) {
  parent.leaf<Options>({.name = "previous",
                        .aliases = {"-"},
                        .summary = "Go back to the context that was selected before",
                        .examples = {"nats context previous"},
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::context
