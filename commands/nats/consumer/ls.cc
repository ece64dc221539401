#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/context.h"
#include "commands/nats/consumer/consumer.h"
#include "commands/nats/consumer/page.h"
#include "commands/nats/picker/picker.h"
#include "commands/nats/report/report.h"
#include "core/text/duration.h"

namespace natsop::commands::nats::consumer {
namespace {

struct Options {
  std::string stream;
  bool json = false;
  bool names = false;
  bool no_select = false;
  std::shared_ptr<const GroupOptions> group;
};

void flags(cli::Command& c, Options& o) {
  c.arg("stream", o.stream, "The stream whose consumers to list");
  c.flag("--json,-j", o.json, "Print the names as JSON");
  c.flag("--names,-n", o.names, "Print names alone");
  c.flag("--no-select", o.no_select, "Never ask which stream is meant").fallback("false");
  o.group = c.shared<GroupOptions>();
}

/// The stream to list: listing needs no more of it than its name.
Result<std::string> stream_name(const Options& o, cli::Context& ctx) {
  const Picking how{.all = o.group->all, .never_ask = o.no_select};
  NATSOP_TRY(const auto picked, pick_stream(ctx, o.stream, how));
  return picked.config.name;
}

json::Doc row(const jetstream::ConsumerInfo& info, Time now) {
  auto doc = info.to_doc();
  if (const auto last = info.delivered.last_active) {
    doc.put("last_delivery_age", text::print_duration(told_at(info, now) - *last));
  }
  return doc;
}

/// Consumers that exist and did not answer, or cannot be served.
Result<void> tell_unreachable(cli::Context& ctx, const jetstream::Unreachables& unreachable) {
  if (unreachable.empty()) return {};
  if (!ctx.for_machines()) {
    render::Sheet sheet;
    add_unreachable(sheet, "Consumers", unreachable);
    ctx.line("");
    return ctx.show(sheet);
  }
  if (!unreachable.missing.empty()) {
    ctx.note(fmt::format("warning: inaccessible consumers are left out: {}",
                         fmt::join(unreachable.missing, ", ")));
  }
  for (const auto& [name, reason] : unreachable.offline) {
    ctx.note(fmt::format("warning: consumer {} is offline: {}", name, reason));
  }
  return {};
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(const auto stream, stream_name(o, ctx));
  NATSOP_TRY(auto* const api, ctx.jetstream());
  if (o.json || o.names) {
    NATSOP_TRY(const auto names, api->consumer_names(stream));
    if (o.json) return ctx.show(json::Doc(names));
    for (const auto& name : names) ctx.line(name);
    return {};
  }
  NATSOP_TRY(const auto listing, api->consumers(stream));
  render::View view(
      "Consumers",
      {{.header = "Name", .pointer = "/name"},
       {.header = "Description", .pointer = "/config/description"},
       {.header = "Created", .pointer = "/created", .as = render::As::Time},
       {.header = "Ack Pending", .pointer = "/num_ack_pending", .as = render::As::Number},
       {.header = "Unprocessed", .pointer = "/num_pending", .as = render::As::Number},
       {.header = "Last Delivery",
        .text = [](const json::Doc& doc) { return doc.text_at("/last_delivery_age", "never"); }}});
  view.name_at("/name").when_empty("No Consumers defined");
  for (const auto& info : listing.items) view.add(row(info, ctx.clock().now()));
  NATSOP_CHECK(ctx.show(view));
  return tell_unreachable(ctx, listing.unreachable);
}

}  // namespace

void ls(cli::Command& parent) {
  parent.leaf<Options>({.name = "ls",
                        .aliases = {"list"},
                        .summary = "List the consumers of a stream",
                        .examples = {"nats consumer ls ORDERS", "nats consumer ls ORDERS --names"},
                        .scope = cli::Scope::User,
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::consumer
