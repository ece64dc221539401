#include <fmt/format.h>

#include "commands/nats/context/context.h"
#include "commands/nats/context/saving.h"

namespace natsop::commands::nats::context {
namespace {

void flags(cli::Command& c, SaveOptions& o) {
  c.arg("source", o.source, "The context to copy").required();
  c.arg("name", o.name, "The copy's name").required();
  save_flags(c, o);
}

Result<void> run(const SaveOptions& o, cli::Context& ctx) {
  NATSOP_TRY(auto base, ctx.contexts().load(o.source));
  if (ctx.contexts().has(o.name)) {
    return Error(Code::Exists, fmt::format("context \"{}\" already exists", o.name))
        .hint(fmt::format("`nats context add {}` changes it", o.name));
  }
  return save(std::move(base), o, ctx);
}

}  // namespace

void copy(cli::Command& parent) {
  parent.leaf<SaveOptions>(
      {.name = "copy",
       .aliases = {"cp"},
       .summary = "Copy a context, with the global flags that are given put over it",
       .examples = {"nats context copy hub hub-admin --creds admin.creds"},
       .data = true},
      flags, run);
}

}  // namespace natsop::commands::nats::context
