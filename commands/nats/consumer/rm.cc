#include <fmt/format.h>

#include "cli/context.h"
#include "commands/nats/consumer/consumer.h"
#include "commands/nats/consumer/find.h"

namespace natsop::commands::nats::consumer {
namespace {

constexpr int kConsumerNotFound = 10014;
constexpr int kStreamNotFound = 10059;

struct Options {
  std::string stream;
  std::string consumer;
  bool force = false;
  std::shared_ptr<const GroupOptions> group;
};

void flags(cli::Command& c, Options& o) {
  c.arg("stream", o.stream, "The stream that the consumer reads");
  c.arg("consumer", o.consumer, "The consumer to delete");
  c.flag("--force,-f", o.force, "Do not ask; needs both names");
  o.group = c.shared<GroupOptions>();
}

/// Deletes without a look at the consumer first; a wrong name is explained all the same.
Result<void> remove_at_once(const Options& o, cli::Context& ctx) {
  if (o.stream.empty() || o.consumer.empty()) {
    return Error(Code::Usage, "--force requires a stream and consumer name");
  }
  NATSOP_TRY(auto* const api, ctx.jetstream());
  auto done = api->delete_consumer(o.stream, o.consumer);
  if (done) return {};
  const auto code = done.error().api_code();
  if (code == kConsumerNotFound || code == kStreamNotFound) {
    NATSOP_CHECK(find_consumer(ctx, o.stream, o.consumer, {.all = true, .never_ask = true}));
  }
  return done;
}

Result<void> run(const Options& o, cli::Context& ctx) {
  if (o.force) return remove_at_once(o, ctx);
  NATSOP_TRY(const auto info, find_consumer(ctx, o.stream, o.consumer, {.all = o.group->all}));
  const auto question = fmt::format("Really delete Consumer {} > {}", info.stream_name, info.name);
  NATSOP_TRY(const bool yes, agreed(ctx, false, question));
  if (!yes) return {};
  NATSOP_TRY(auto* const api, ctx.jetstream());
  return api->delete_consumer(info.stream_name, info.name);
}

}  // namespace

void rm(cli::Command& parent) {
  parent.leaf<Options>({.name = "rm",
                        .aliases = {"delete", "del"},
                        .summary = "Delete a consumer",
                        .examples = {"nats consumer rm ORDERS NEW --force"},
                        .scope = cli::Scope::User,
                        .impact = cli::Impact::ReadWrite},
                       flags, run);
}

}  // namespace natsop::commands::nats::consumer
