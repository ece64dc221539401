#include "commands/nats/report/report.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/context.h"
#include "commands/nats/consumer/consumer.h"
#include "commands/nats/picker/picker.h"
#include "commands/nats/report/raft.h"
#include "core/jetstream/api_level.h"
#include "core/text/duration.h"
#include "core/text/number.h"

namespace natsop::commands::nats::consumer {
namespace {

using json::Doc;
using render::As;

struct Options {
  std::string stream;
  bool raw = false;
  bool leaders = false;
  std::chrono::nanoseconds watch{};
  std::shared_ptr<const GroupOptions> group;
};

void flags(cli::Command& c, Options& o) {
  c.arg("stream", o.stream, "The stream whose consumers to report on");
  c.flag("--raw,-r", o.raw, "Print plain numbers");
  c.flag("--leaders,-l", o.leaders, "Show how many consumers each server leads");
  watch_flag(c, o.watch);
  o.group = c.shared<GroupOptions>();
}

/// How much of the stream's messages the consumer has not delivered yet, in percent.
std::uint64_t percent_left(std::uint64_t pending, std::uint64_t messages) {
  if (messages == 0) return 0;
  const auto share = 100.0 * static_cast<double>(pending) / static_cast<double>(messages);
  return std::min<std::uint64_t>(100, static_cast<std::uint64_t>(share));
}

Doc row(const jetstream::ConsumerInfo& info, std::uint64_t messages) {
  const auto& c = info.config;
  return Doc::object({{"consumer", info.name},
                      {"mode", c.is_pull() ? "Pull" : "Push"},
                      {"ack_policy", title_of(c.ack_policy)},
                      {"ack_wait", c.ack_wait.count()},
                      {"ack_pending", info.num_ack_pending},
                      {"redelivered", info.num_redelivered},
                      {"unprocessed", info.num_pending},
                      {"unprocessed_percent", percent_left(info.num_pending, messages)},
                      {"ack_floor", info.ack_floor.stream_seq},
                      {"api_level", jetstream::asset_api_level(c.metadata).value_or(0)},
                      {"cluster", info.cluster ? info.cluster->name : std::string()},
                      {"replicas", peers_text(info.cluster)},
                      {"peers", peers_document(info.cluster)}});
}

std::string left_text(const Doc& row) {
  const auto left = row.unsigned_at("/unprocessed");
  if (left == 0) return "0";
  return fmt::format("{} / {}%", text::commas(left), row.unsigned_at("/unprocessed_percent"));
}

std::string wait_text(const Doc& row) {
  const auto wait = row.integer_at("/ack_wait");
  return wait == 0 ? std::string() : text::print_duration(std::chrono::nanoseconds(wait));
}

render::View view_of(const jetstream::StreamInfo& stream,
                     const std::vector<jetstream::ConsumerInfo>& consumers, bool raw) {
  const auto count = raw ? As::Text : As::Count;
  render::Column left{.header = "Unprocessed", .pointer = "/unprocessed"};
  if (!raw) left.text = left_text;
  render::View view(fmt::format("Consumer report for {} with {} consumers", stream.config.name,
                                text::commas(consumers.size())),
                    {{.header = "Consumer", .pointer = "/consumer"},
                     {.header = "Mode", .pointer = "/mode"},
                     {.header = "Ack Policy", .pointer = "/ack_policy"},
                     {.header = "Ack Wait", .pointer = "/ack_wait", .text = wait_text},
                     {.header = "Ack Pending", .pointer = "/ack_pending", .as = count},
                     {.header = "Redelivered", .pointer = "/redelivered", .as = count},
                     left,
                     {.header = "Ack Floor", .pointer = "/ack_floor", .as = count},
                     {.header = "API Level", .pointer = "/api_level"},
                     {.header = "Cluster", .pointer = "/replicas"}});
  view.name_at("/consumer");
  for (const auto& info : consumers) view.add(row(info, stream.state.messages));
  view.sort_by("/consumer");
  return view;
}

Result<render::Sheet> gather(const Options& o, const std::string& name, jetstream::Api& api) {
  NATSOP_TRY(const auto stream, api.stream_info(name));
  NATSOP_TRY(const auto listing, api.consumers(name));
  render::Sheet sheet;
  auto view = view_of(stream, listing.items, o.raw);
  if (view.empty()) view.when_empty(fmt::format("No consumers on {}", name));
  sheet.add("consumers", std::move(view));
  if (o.leaders) {
    Leaders leaders;
    for (const auto& info : listing.items) leaders.count(info.cluster);
    sheet.add("leaders", leaders.view("Consumers"));
  }
  add_unreachable(sheet, "Consumers", listing.unreachable);
  return sheet;
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(const auto stream, pick_stream(ctx, o.stream, {.all = o.group->all}));
  NATSOP_TRY(auto* const api, ctx.jetstream());
  const auto name = stream.config.name;
  return show_report(ctx, o.watch, "nats consumer report " + name,
                     [&] { return gather(o, name, *api); });
}

}  // namespace

void report(cli::Command& parent) {
  parent.leaf<Options>({.name = "report",
                        .summary = "How far the consumers of a stream are",
                        .examples = {"nats consumer report ORDERS --watch 1s"},
                        .scope = cli::Scope::User,
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::consumer
