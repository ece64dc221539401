#include "cli/context.h"
#include "commands/nats/context/context.h"
#include "commands/nats/context/page.h"

namespace natsop::commands::nats::context {
namespace {

struct Options {
  std::string name;
};

void flags(cli::Command& c, Options& o) {
  c.arg("name", o.name, "The context to use from now on; asked for without");
}

Result<void> run(const Options& o, cli::Context& ctx) {
  auto& store = ctx.contexts();
  auto name = o.name;
  if (name.empty()) {
    NATSOP_TRY(const auto names, store.names());
    if (names.empty()) {
      return Error(Code::NotFound, "no context defined")
          .hint("`nats context add NAME --server URL` makes one");
    }
    NATSOP_TRY(const auto index,
               ctx.prompter().select({.message = "Select a Context", .options = names}));
    name = names[index];
  }
  NATSOP_CHECK(store.select(name));
  NATSOP_TRY(const auto context, store.load(name));
  return ctx.show(page(context, {}, ctx));
}

}  // namespace

void select(cli::Command& parent) {
  parent.leaf<Options>({.name = "select",
                        .aliases = {"switch", "set"},
                        .summary = "Use a context from now on",
                        .examples = {"nats context select hub"},
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::context
