#include <fmt/format.h>

#include "cli/context.h"
#include "commands/nats/context/context.h"

namespace natsop::commands::nats::context {
namespace {

struct Options {
  std::string name;
  bool force = false;
};

void flags(cli::Command& c, Options& o) {
  c.arg("name", o.name, "The context to delete").required();
  c.flag("--force,-f", o.force, "Do not ask, and delete even the selected context");
}

Result<void> run(const Options& o, cli::Context& ctx) {
  auto& store = ctx.contexts();
  if (!store.has(o.name)) {
    NATSOP_TRY(const auto missing, store.load(o.name));  // says what it might have been
    static_cast<void>(missing);
  }
  if (!o.force) {
    NATSOP_TRY(
        const bool yes,
        ctx.prompter().confirm({.message = fmt::format("Really delete context \"{}\"", o.name)}));
    if (!yes) return {};
  }
  return store.remove(o.name, o.force);
}

}  // namespace

void rm(cli::Command& parent) {
  parent.leaf<Options>({.name = "rm",
                        .aliases = {"remove"},
                        .summary = "Delete a context",
                        .examples = {"nats context rm hub --force"}},
                       flags, run);
}

}  // namespace natsop::commands::nats::context
