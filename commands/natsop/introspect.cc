#include "cli/introspect.h"

#include "cli/context.h"
#include "commands/natsop/natsop.h"
#include "commands/tree.h"

namespace natsop::commands::own {
namespace {

struct Options {
  std::string face = "nats";
};

void flags(cli::Command& c, Options& o) {
  c.arg("face", o.face, "Whose tree to print").choices({"nats", "nsc", "natsop"});
}

Result<void> run(const Options& o, cli::Context& ctx) {
  const auto& all = faces();
  const auto tree =
      cli::make_tree(o.face == "nsc" ? all.nsc : (o.face == "natsop" ? all.natsop : all.nats));
  return ctx.show(o.face == "nsc" ? cli::introspect_nsc(tree->root)
                                  : cli::introspect_nats(tree->root));
}

}  // namespace

void introspect(cli::Command& parent) {
  parent.leaf<Options>({.name = "__introspect",
                        .summary = "Print the command tree as JSON",
                        .examples = {"natsop __introspect nsc"},
                        .impact = cli::Impact::ReadOnly,
                        .hidden = true},
                       flags, run);
}

}  // namespace natsop::commands::own
