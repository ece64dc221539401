#include "commands/nats/report/report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cli/context.h"
#include "commands/nats/report/raft.h"
#include "commands/nats/stream/origins.h"
#include "commands/nats/stream/replication_graph.h"
#include "commands/nats/stream/stream.h"
#include "core/base/files.h"
#include "core/jetstream/api_level.h"
#include "core/jetstream/description.h"
#include "core/text/number.h"
#include "core/text/size.h"

namespace natsop::commands::nats::stream {
namespace {

using jetstream::StreamInfo;
using json::Doc;
using render::As;

struct Options {
  std::string subject;
  std::string cluster;
  bool consumers = false;
  bool messages = false;
  bool name = false;
  bool storage = false;
  bool raw = false;
  std::string dot;
  bool leaders = false;
  std::chrono::nanoseconds watch{};
};

void flags(cli::Command& c, Options& o) {
  c.flag("--subject", o.subject, "Only streams that listen to SUBJECT (wildcards allowed)")
      .placeholder("SUBJECT");
  c.flag("--cluster", o.cluster, "Only streams in this cluster").placeholder("CLUSTER");
  c.flag("--consumers,-o", o.consumers, "Order by number of consumers");
  c.flag("--messages,-m", o.messages, "Order by number of messages");
  c.flag("--name,-n", o.name, "Order by name");
  c.flag("--storage,-t", o.storage, "Order by storage");
  c.flag("--raw,-r", o.raw, "Print plain numbers");
  c.flag("--dot", o.dot, "Write the replication as a GraphViz graph").placeholder("FILE");
  c.flag("--leaders,-l", o.leaders, "Show how many streams each server leads");
  watch_flag(c, o.watch);
}

Doc row_of(const StreamInfo& info) {
  const auto& lost = info.state.lost;
  return Doc::object(
      {{"stream", info.name()},
       {"storage", title_of(info.config.storage)},
       {"placement", info.config.placement ? describe(*info.config.placement) : std::string()},
       {"consumers", info.state.consumer_count},
       {"messages", info.state.messages},
       {"bytes", info.state.bytes},
       {"lost", lost ? lost->msgs.size() : std::size_t{0}},
       {"lost_bytes", lost ? lost->bytes : std::uint64_t{0}},
       {"deleted", info.state.num_deleted},
       {"api_level", jetstream::asset_api_level(info.config.metadata).value_or(0)},
       {"cluster", info.cluster ? info.cluster->name : std::string()},
       {"replicas", peers_text(info.cluster)},
       {"peers", peers_document(info.cluster)}});
}

std::string lost_text(const Doc& row) {
  const auto lost = row.unsigned_at("/lost");
  if (lost == 0) return "0";
  return fmt::format("{} ({})", text::commas(lost),
                     text::print_size(row.unsigned_at("/lost_bytes")));
}

render::View streams_view(const std::vector<StreamInfo>& streams, const Options& o) {
  const auto count = o.raw ? As::Text : As::Count;
  const auto bytes = o.raw ? As::Text : As::Bytes;
  render::View view("Stream Report", {{.header = "Stream", .pointer = "/stream"},
                                      {.header = "Storage", .pointer = "/storage"},
                                      {.header = "Placement", .pointer = "/placement"},
                                      {.header = "Consumers", .pointer = "/consumers", .as = count},
                                      {.header = "Messages", .pointer = "/messages", .as = count},
                                      {.header = "Bytes", .pointer = "/bytes", .as = bytes},
                                      {.header = "Lost", .pointer = "/lost", .text = lost_text},
                                      {.header = "Deleted", .pointer = "/deleted", .as = count},
                                      {.header = "API Level", .pointer = "/api_level"},
                                      {.header = "Replicas", .pointer = "/replicas"}});
  view.name_at("/stream").when_empty("No Streams defined");
  for (const auto& info : streams) view.add(row_of(info));
  view.sort_by(o.consumers  ? "/consumers"
               : o.messages ? "/messages"
               : o.name     ? "/stream"
               : o.storage  ? "/storage"
                            : "/bytes");
  return view;
}

Doc origin_row(const StreamInfo& info, const jetstream::SourceInfo& origin, std::string_view kind) {
  auto error = origin.error ? origin.error->description : std::string();
  const bool ever = origin.active.count() >= 0 && origin.active != std::chrono::nanoseconds::max();
  return Doc::object(
      {{"stream", info.name()},
       {"kind", kind},
       {"api_prefix", origin.external ? origin.external->api : std::string()},
       {"source_stream", origin.name},
       {"filters", Doc(describe_filters(origin.filter_subject, origin.subject_transforms))},
       {"active", ever ? Doc(origin.active.count()) : Doc(0)},
       {"seen", ever},
       {"lag", origin.lag},
       {"error", std::move(error)}});
}

render::View replication_view(const std::vector<StreamInfo>& streams, const Options& o) {
  render::View view("Replication Report",
                    {{.header = "Stream", .pointer = "/stream"},
                     {.header = "Kind", .pointer = "/kind"},
                     {.header = "API Prefix", .pointer = "/api_prefix"},
                     {.header = "Source Stream", .pointer = "/source_stream"},
                     {.header = "Filters and Transforms",
                      .pointer = "/filters",
                      .text =
                          [](const Doc& row) {
                            return fmt::format("{}", fmt::join(row.at("/filters").texts(), "\n"));
                          }},
                     {.header = "Active", .pointer = "/active", .as = As::Duration},
                     {.header = "Lag", .pointer = "/lag", .as = o.raw ? As::Text : As::Count},
                     {.header = "Error", .pointer = "/error"}});
  for (const auto& info : streams) {
    if (info.mirror) view.add(origin_row(info, *info.mirror, "Mirror"));
    for (const auto& source : ordered_sources(info)) view.add(origin_row(info, source, "Source"));
  }
  return view;
}

/// The order of the main table, for the replication below it.
void order_like(const render::View& view, std::vector<StreamInfo>& streams) {
  std::map<std::string, std::size_t> place;
  for (const auto& row : view.rows()) place.emplace(row.text_at("/stream"), place.size());
  std::ranges::sort(streams, {}, [&](const StreamInfo& info) { return place[info.name()]; });
}

Result<render::Sheet> gather(const Options& o, jetstream::Api& api) {
  NATSOP_TRY(auto listing, api.streams(o.subject));
  auto& streams = listing.items;
  if (!o.cluster.empty()) {
    std::erase_if(streams, [&](const StreamInfo& info) {
      return !info.cluster || info.cluster->name != o.cluster;
    });
  }
  render::Sheet sheet;
  auto view = streams_view(streams, o);
  order_like(view, streams);
  auto replication = replication_view(streams, o);
  if (!o.dot.empty() && !replication.empty()) {
    NATSOP_CHECK(write_file_atomic(o.dot, replication_graph(streams), kPrivateFile));
  }
  sheet.add("streams", std::move(view));
  sheet.add("replication", std::move(replication));
  if (o.leaders) {
    Leaders leaders;
    for (const auto& info : streams) leaders.count(info.cluster);
    sheet.add("leaders", leaders.view("Streams"));
  }
  add_unreachable(sheet, "Streams", listing.unreachable);
  return sheet;
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(auto* const api, ctx.jetstream());
  if (o.watch.count() == 0 && !ctx.for_machines()) ctx.print("Obtaining Stream stats\n\n");
  return show_report(ctx, o.watch, "nats stream report", [&] { return gather(o, *api); });
}

}  // namespace

void report(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "report",
       .summary = "Report on all streams and what they replicate",
       .examples = {"nats stream report", "nats stream report --watch 1s",
                    "nats stream report --leaders --messages", "nats stream report --output json"},
       .scope = cli::Scope::User,
       .impact = cli::Impact::ReadOnly,
       .data = true},
      flags, run);
}

}  // namespace natsop::commands::nats::stream
