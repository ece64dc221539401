#include "commands/nats/stream/list_view.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "commands/nats/report/report.h"

namespace natsop::commands::nats::stream {
namespace {

using json::Doc;
using render::As;

Doc row_of(const jetstream::StreamInfo& info) {
  return Doc::object({{"name", info.name()},
                      {"description", info.config.description},
                      {"created", jetstream::format_timestamp(info.created)},
                      {"subjects", Doc(info.config.subjects)},
                      {"storage", name_of(info.config.storage)},
                      {"replicas", info.config.num_replicas},
                      {"messages", info.state.messages},
                      {"bytes", info.state.bytes},
                      {"consumers", info.state.consumer_count},
                      {"last_message", jetstream::format_timestamp(info.state.last_ts)}});
}

}  // namespace

render::View list_view(std::string title, std::vector<jetstream::StreamInfo> streams) {
  std::ranges::stable_sort(streams, {}, [](const auto& info) { return info.state.bytes; });
  render::View view(
      std::move(title),
      {{.header = "Name", .pointer = "/name"},
       {.header = "Description", .pointer = "/description"},
       {.header = "Created", .pointer = "/created", .as = As::Time},
       {.header = "Messages", .pointer = "/messages", .as = As::Count},
       {.header = "Size", .pointer = "/bytes", .as = As::Bytes},
       {.header = "Last Message", .pointer = "/last_message", .as = As::Age},
       {.header = "Subjects", .pointer = "/subjects", .as = As::List, .wide = true},
       {.header = "Storage", .pointer = "/storage", .wide = true},
       {.header = "Replicas", .pointer = "/replicas", .as = As::Count, .wide = true},
       {.header = "Consumers", .pointer = "/consumers", .as = As::Count, .wide = true}});
  view.name_at("/name");
  for (const auto& info : streams) view.add(row_of(info));
  return view;
}

Result<void> tell_unreachable(cli::Context& ctx, const jetstream::Unreachables& unreachable) {
  if (unreachable.empty()) return {};
  if (!ctx.for_machines()) {
    render::Sheet sheet;
    add_unreachable(sheet, "Streams", unreachable);
    NATSOP_CHECK(ctx.show(sheet));
    ctx.line("");
    return {};
  }
  if (!unreachable.missing.empty()) {
    ctx.note(fmt::format("warning: inaccessible streams are left out: {}",
                         fmt::join(unreachable.missing, ", ")));
  }
  for (const auto& [name, reason] : unreachable.offline) {
    ctx.note(fmt::format("warning: stream {} is offline: {}", name, reason));
  }
  return {};
}

}  // namespace natsop::commands::nats::stream
