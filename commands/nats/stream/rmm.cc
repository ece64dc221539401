#include <fmt/format.h>

#include "cli/context.h"
#include "commands/nats/picker/picker.h"
#include "commands/nats/stream/questions.h"
#include "commands/nats/stream/stream.h"

namespace natsop::commands::nats::stream {
namespace {

struct Options {
  std::string stream;
  std::optional<std::int64_t> id;
  bool force = false;
  std::shared_ptr<const Group> group;
};

void flags(cli::Command& c, Options& o) {
  c.arg("stream", o.stream, "The stream; asked for without");
  c.arg("id", o.id, "The message's sequence; asked for without");
  c.flag("--force,-f", o.force, "Do not ask");
  o.group = c.shared<Group>();
}

Result<std::uint64_t> sequence_of(const Options& o, cli::Context& ctx) {
  if (!o.id && !ctx.interactive()) {
    return Error(Code::Usage, "cannot ask for the message's sequence without a terminal")
        .hint("`nats stream rmm STREAM SEQUENCE`");
  }
  auto id = o.id.value_or(0);
  if (!o.id) {
    NATSOP_TRY(id, ask_integer(ctx.prompter(), "Message Sequence to remove", -1,
                               "The number in brackets that `nats stream view` shows", 1));
  }
  if (id > 0) return static_cast<std::uint64_t>(id);
  return Error(Code::Usage, fmt::format("\"{}\" is no message sequence: they begin at 1", id));
}

Result<void> run(const Options& o, cli::Context& ctx) {
  if (o.id && *o.id <= 0) return sequence_of(o, ctx).error();
  NATSOP_TRY(const auto info, pick_stream(ctx, o.stream, {o.group->all, o.force}));
  const auto& name = info.name();
  NATSOP_TRY(const auto sequence, sequence_of(o, ctx));
  NATSOP_CHECK(allow_bucket_change(ctx, o.force, name));
  NATSOP_TRY(
      const bool yes,
      agreed(ctx, o.force, fmt::format("Really remove message {} from Stream {}", sequence, name)));
  if (!yes) return {};
  NATSOP_TRY(auto* const api, ctx.jetstream());
  return api->delete_message(name, {.seq = sequence});
}

}  // namespace

void rmm(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "rmm",
       .summary = "Delete one message and overwrite its data",
       .examples = {"nats stream rmm ORDERS 1234", "nats stream rmm ORDERS 1234 --force"},
       .scope = cli::Scope::User,
       .impact = cli::Impact::ReadWrite},
      flags, run);
}

}  // namespace natsop::commands::nats::stream
