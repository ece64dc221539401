#include "commands/nats/context/context.h"
#include "commands/nats/context/saving.h"

namespace natsop::commands::nats::context {
namespace {

void flags(cli::Command& c, SaveOptions& o) {
  c.arg("name", o.name, "The context's name").required();
  save_flags(c, o);
}

/// An existing context is changed; a new one starts from --context, or from nothing.
Result<void> run(const SaveOptions& o, cli::Context& ctx) {
  auto& store = ctx.contexts();
  natsop::context::Context base;
  if (store.has(o.name)) {
    NATSOP_TRY(base, store.load(o.name));
  } else if (!ctx.nats().context.empty()) {
    NATSOP_TRY(base, store.load(ctx.nats().context));
  }
  return save(std::move(base), o, ctx);
}

}  // namespace

void add(cli::Command& parent) {
  parent.leaf<SaveOptions>(
      {.name = "add",
       .aliases = {"create", "save"},
       .summary = "Save the global flags that are given as a context",
       .description =
           "A context of this name that exists already is updated: what is not given stays.",
       .examples =
           {"nats context add hub --server nats://localhost:4222 --creds hub.creds --select",
            "nats context add west --context hub --js-domain west"},
       .data = true},
      flags, run);
}

}  // namespace natsop::commands::nats::context
