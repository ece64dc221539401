#include <fmt/format.h>

#include "cli/context.h"
#include "commands/nats/picker/picker.h"
#include "commands/nats/stream/stream.h"

namespace natsop::commands::nats::stream {
namespace {

struct Options {
  std::string stream;
  bool force = false;
  std::shared_ptr<const Group> group;
};

void flags(cli::Command& c, Options& o) {
  c.arg("stream", o.stream, "The stream to delete; asked for without");
  c.flag("--force,-f", o.force, "Do not ask");
  o.group = c.shared<Group>();
}

/// Without looking at the stream first: one that has lost its servers can still be deleted.
Result<void> remove_at_once(const std::string& name, cli::Context& ctx) {
  NATSOP_TRY(auto* const api, ctx.jetstream());
  const auto done = api->delete_stream(name);
  if (done) return {};
  if (done.error().code() == Code::NotFound || done.error().code() == Code::Invalid) {
    const auto known = pick_stream(ctx, name, {.never_ask = true});
    if (!known) return known.error();  // says what the name might have been
  }
  return done;
}

Result<void> run(const Options& o, cli::Context& ctx) {
  if (o.force && o.stream.empty()) {
    return Error(Code::Usage, "--force requires a stream name")
        .hint("`nats stream rm NAME --force`");
  }
  if (o.force) return remove_at_once(o.stream, ctx);
  NATSOP_TRY(const auto info, pick_stream(ctx, o.stream, {.all = o.group->all}));
  NATSOP_TRY(const bool yes,
             agreed(ctx, false, fmt::format("Really delete Stream {}", info.name())));
  if (!yes) return {};
  NATSOP_TRY(auto* const api, ctx.jetstream());
  return api->delete_stream(info.name());
}

}  // namespace

void rm(cli::Command& parent) {
  parent.leaf<Options>({.name = "rm",
                        .aliases = {"delete", "del"},
                        .summary = "Delete a stream and all its messages",
                        .examples = {"nats stream rm ORDERS", "nats stream rm ORDERS --force"},
                        .scope = cli::Scope::User,
                        .impact = cli::Impact::ReadWrite},
                       flags, run);
}

}  // namespace natsop::commands::nats::stream
