#include "cli/context.h"
#include "commands/nats/context/context.h"
#include "commands/nats/context/page.h"

namespace natsop::commands::nats::context {
namespace {

struct Options {
  std::string name;
  bool json = false;
  bool connect = false;
};

void flags(cli::Command& c, Options& o) {
  c.arg("name", o.name,
        "The context to show; without, the one of --context or NATS_CONTEXT, or the selected one");
  c.flag("--json,-j", o.json, "Print it as JSON, secrets included");
  c.flag("--connect", o.connect, "Connect with it as well");
}

/// The one that was named, or else the one that other commands would use.
Result<natsop::context::Context> wanted(const Options& o, cli::Context& ctx) {
  if (!o.name.empty()) return ctx.contexts().load(o.name);
  if (!ctx.nats().no_context) {
    NATSOP_TRY(auto context, ctx.contexts().resolve(ctx.nats().context));
    if (context) return *std::move(context);
  }
  return Error(Code::NotFound, "no default context and no name supplied")
      .hint("`nats context ls` lists the contexts, `nats context select NAME` selects one");
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(const auto context, wanted(o, ctx));
  if (o.json) return ctx.show(natsop::context::to_doc(context));
  std::string connection;
  if (o.connect) {
    const auto tried = try_connection(context, ctx);
    connection = tried ? *tried : tried.error().message();
    NATSOP_CHECK(ctx.show(page(context, connection, ctx)));
    if (!tried) return tried.error();
    return {};
  }
  return ctx.show(page(context, connection, ctx));
}

}  // namespace

void info(cli::Command& parent) {
  parent.leaf<Options>({.name = "info",
                        .aliases = {"show", "v", "view"},
                        .summary = "Show a context",
                        .examples = {"nats context info hub --connect"},
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::context
