#include <algorithm>

#include "cli/context.h"
#include "commands/nats/stream/list_view.h"
#include "commands/nats/stream/search.h"
#include "commands/nats/stream/stream.h"

namespace natsop::commands::nats::stream {
namespace {

struct Options {
  SearchFlags search;
  bool names = false;
  int api_level = 0;
};

void flags(cli::Command& c, Options& o) {
  search_flags(c, o.search);
  c.flag("--names,-n", o.names, "Print names alone");
  c.flag("--api-level", o.api_level, "That need at least this API level").placeholder("LEVEL");
}

Result<void> run(const Options& o, cli::Context& ctx) {
  const auto now = ctx.clock().now();
  NATSOP_TRY(auto criteria, criteria_of(o.search, now));
  criteria.api_level = o.api_level;
  NATSOP_TRY(auto* const api, ctx.jetstream());
  NATSOP_TRY(auto listing, api->streams());
  NATSOP_TRY(auto found, jetstream::find(std::move(listing.items), criteria, now));
  if (o.names) {
    std::ranges::sort(found, {}, &jetstream::StreamInfo::name);
    for (const auto& info : found) ctx.line(info.name());
    return {};
  }
  const auto view = list_view("Streams", std::move(found));
  // Nothing found is no text for people, and an empty list for machines.
  if (!view.empty() || ctx.for_machines()) NATSOP_CHECK(ctx.show(view));
  if (!view.empty() && !ctx.for_machines()) ctx.line("");
  return tell_unreachable(ctx, listing.unreachable);
}

}  // namespace

void find(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "find",
       .aliases = {"query"},
       .summary = "Find streams by what they are and hold",
       .description = "All conditions given must hold. Those of --expression are over config, "
                      "state and info, which are what `stream info --json` prints.",
       .examples = {"nats stream find --empty --created 1w",
                    "nats stream find --leader srv-1 --names",
                    "nats stream find --expression 'config.num_replicas < 3 and state.messages > "
                    "1000'"},
       .scope = cli::Scope::User,
       .impact = cli::Impact::ReadOnly,
       .data = true},
      flags, run);
}

}  // namespace natsop::commands::nats::stream
