#include <fmt/format.h>

#include "cli/context.h"
#include "commands/nats/context/context.h"
#include "commands/nats/context/page.h"

namespace natsop::commands::nats::context {
namespace {

struct Options {
  std::string name;
  bool connect = false;
};

void flags(cli::Command& c, Options& o) {
  c.arg("name", o.name, "The context to check; all without");
  c.flag("--connect", o.connect, "Connect with each as well");
}

/// Checks one context and reports what is wrong with it; false when something is.
bool check(const std::string& name, bool connect, cli::Context& ctx) {
  const auto context = ctx.contexts().load(name);
  if (!context) {
    ctx.note(fmt::format("Could not load {}: {}", name, context.error().message()));
    return false;
  }
  auto problems = credential_problems(*context, ctx);
  std::string connection;
  if (connect) {
    const auto tried = try_connection(*context, ctx);
    connection = tried ? *tried : tried.error().message();
    if (!tried) problems.push_back(fmt::format("connection failed: {}", connection));
  }
  if (const auto shown = ctx.show(page(*context, connection, ctx)); !shown)
    problems.push_back(shown.error().message());
  ctx.line("");
  for (const auto& problem : problems) ctx.note(fmt::format("{}: {}", name, problem));
  return problems.empty();
}

Result<void> run(const Options& o, cli::Context& ctx) {
  std::vector<std::string> names{o.name};
  if (o.name.empty()) {
    NATSOP_TRY(names, ctx.contexts().names());
  }
  std::size_t bad = 0;
  for (const auto& name : names) bad += check(name, o.connect, ctx) ? 0 : 1;
  if (bad == 0) return {};
  return Error(Code::Failed,
               fmt::format("validation failed for {} of {} contexts", bad, names.size()))
      .hint("`nats context edit NAME` mends one, `nats context rm NAME` deletes it");
}

}  // namespace

void validate(cli::Command& parent) {
  parent.leaf<Options>({.name = "validate",
                        .summary = "Check that one context or all can be used",
                        .examples = {"nats context validate --connect"}},
                       flags, run);
}

}  // namespace natsop::commands::nats::context
