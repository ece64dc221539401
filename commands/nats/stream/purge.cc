#include <fmt/format.h>

#include "cli/context.h"
#include "commands/nats/picker/picker.h"
#include "commands/nats/stream/page.h"
#include "commands/nats/stream/stream.h"
#include "core/subject/subject.h"
#include "core/text/number.h"

namespace natsop::commands::nats::stream {
namespace {

struct Options {
  std::string stream;
  bool json = false;
  bool force = false;
  std::string subject;
  std::uint64_t sequence = 0;
  std::uint64_t keep = 0;
  bool sequence_given = false;
  bool keep_given = false;
  std::shared_ptr<const Group> group;
};

void flags(cli::Command& c, Options& o) {
  c.arg("stream", o.stream, "The stream; asked for without");
  c.flag("--json,-j", o.json, "Print the stream as JSON afterwards");
  c.flag("--force,-f", o.force, "Do not ask");
  c.flag("--subject", o.subject, "Only messages on SUBJECT (wildcards allowed)")
      .placeholder("SUBJECT");
  c.flag("--seq", o.sequence, "Only messages before SEQUENCE")
      .placeholder("SEQUENCE")
      .fallback("")
      .given(o.sequence_given);
  c.flag("--keep", o.keep, "Leave the newest MESSAGES")
      .placeholder("MESSAGES")
      .fallback("")
      .given(o.keep_given);
  o.group = c.shared<Group>();
}

Result<void> check(const Options& o) {
  if (o.sequence_given && o.keep_given) {
    return Error(Code::Usage, "--seq and --keep exclude each other");
  }
  // Zero would mean "no limit" to the server, which then deletes everything.
  if (o.sequence_given && o.sequence == 0) {
    return Error(Code::Usage, "--seq 0 leaves nothing to purge")
        .hint("messages are counted from 1; without --seq everything goes");
  }
  if (o.subject.empty()) return {};
  const auto valid = subject::validate(o.subject);
  if (valid) return {};
  return Error(Code::Usage, valid.error().message()).hint(valid.error().hint());
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_CHECK(check(o));
  NATSOP_TRY(const auto before, pick_stream(ctx, o.stream, {o.group->all, o.force}));
  const auto& name = before.name();
  NATSOP_TRY(const bool yes, agreed(ctx, o.force, fmt::format("Really purge Stream {}", name)));
  if (!yes) return {};
  NATSOP_CHECK(allow_bucket_change(ctx, o.force, name));
  NATSOP_TRY(auto* const api, ctx.jetstream());
  NATSOP_TRY(const auto purged,
             api->purge_stream(name, {.seq = o.sequence, .filter = o.subject, .keep = o.keep}));
  NATSOP_TRY(const auto after, api->stream_info(name));
  const auto sentence = fmt::format("Purged {} messages from {}", text::commas(purged), name);
  if (o.json || ctx.for_machines()) {
    ctx.note(sentence);
  } else {
    ctx.print(sentence + "\n\n");
  }
  if (o.json) return ctx.show(after.to_doc());
  return ctx.show(state_page(after, ctx.style()));
}

}  // namespace

void purge(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "purge",
       .summary = "Delete messages of a stream, and keep the stream",
       .examples = {"nats stream purge ORDERS", "nats stream purge ORDERS --subject orders.test",
                    "nats stream purge ORDERS --keep 1000 --force"},
       .scope = cli::Scope::User,
       .impact = cli::Impact::ReadWrite,
       .data = true},
      flags, run);
}

}  // namespace natsop::commands::nats::stream
