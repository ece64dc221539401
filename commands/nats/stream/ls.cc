#include <fmt/format.h>

#include <algorithm>

#include "cli/context.h"
#include "commands/nats/report/report.h"
#include "commands/nats/stream/list_view.h"
#include "commands/nats/stream/stream.h"
#include "core/jetstream/names.h"

namespace natsop::commands::nats::stream {
namespace {

struct Options {
  std::string subject;
  bool names = false;
  bool json = false;
  std::chrono::nanoseconds watch{};
  std::shared_ptr<const Group> group;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--subject", o.subject, "Only streams that listen to SUBJECT (wildcards allowed)")
      .placeholder("SUBJECT");
  c.flag("--names,-n", o.names, "Print names alone, those of internal streams too");
  c.flag("--json,-j", o.json, "Print the names as JSON");
  watch_flag(c, o.watch);
  o.group = c.shared<Group>();
}

Result<void> names(const Options& o, jetstream::Api& api, cli::Context& ctx) {
  NATSOP_TRY(auto all, api.stream_names(o.subject));
  std::ranges::sort(all);
  for (const auto& name : all) ctx.line(name);
  return {};
}

using Listing = jetstream::Listing<jetstream::StreamInfo>;

/// The table; internal streams are taken out of the list unless they are asked for.
render::View view_of(const Options& o, Listing& listing) {
  const bool some = !listing.items.empty();
  if (!o.group->all) {
    std::erase_if(listing.items,
                  [](const auto& info) { return jetstream::is_internal_stream(info.name()); });
  }
  auto view = list_view(
      o.subject.empty() ? "Streams" : fmt::format("Streams matching {}", o.subject), listing.items);
  view.when_empty(some ? "No Streams defined, pass -a to include system streams"
                       : "No Streams defined");
  return view;
}

Result<void> watch(const Options& o, cli::Context& ctx) {
  if (o.names || o.json) {
    return Error(Code::Usage, "--watch goes with neither --names nor --json")
        .hint("`--watch 1s -o name` and `-o json` print again and again");
  }
  NATSOP_TRY(auto* const api, ctx.jetstream());
  return show_report(ctx, o.watch, "nats stream ls", [&]() -> Result<render::Sheet> {
    NATSOP_TRY(auto listing, api->streams(o.subject));
    render::Sheet sheet;
    sheet.add("streams", view_of(o, listing));
    add_unreachable(sheet, "Streams", listing.unreachable);
    return sheet;
  });
}

Result<void> run(const Options& o, cli::Context& ctx) {
  if (o.watch.count() != 0) return watch(o, ctx);
  NATSOP_TRY(auto* const api, ctx.jetstream());
  if (o.names && !o.json) return names(o, *api, ctx);
  NATSOP_TRY(auto listing, api->streams(o.subject));
  const auto view = view_of(o, listing);
  if (o.json) {
    std::vector<std::string> shown;
    for (const auto& info : listing.items) shown.push_back(info.name());
    std::ranges::sort(shown);
    return ctx.show(json::Doc(shown));
  }
  NATSOP_CHECK(ctx.show(view));
  if (!view.empty() && !ctx.for_machines()) ctx.line("");
  return tell_unreachable(ctx, listing.unreachable);
}

}  // namespace

void ls(cli::Command& parent) {
  parent.leaf<Options>({.name = "ls",
                        .aliases = {"list", "l"},
                        .summary = "List streams, the smallest first",
                        .examples = {"nats stream ls", "nats stream ls --subject 'orders.>'",
                                     "nats stream ls -a -o wide", "nats stream ls --watch 1s"},
                        .scope = cli::Scope::User,
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::stream
