#include "cli/context.h"
#include "commands/nats/picker/picker.h"
#include "commands/nats/stream/page.h"
#include "commands/nats/stream/stream.h"

namespace natsop::commands::nats::stream {
namespace {

struct Options {
  std::string stream;
  bool json = false;
  bool state = false;
  bool no_select = false;
  std::shared_ptr<const Group> group;
};

void common_flags(cli::Command& c, Options& o) {
  c.arg("stream", o.stream, "The stream; asked for without");
  c.flag("--json,-j", o.json, "Print it as JSON");
  c.flag("--no-select", o.no_select, "Never ask which stream is meant").fallback("false");
  o.group = c.shared<Group>();
}

void info_flags(cli::Command& c, Options& o) {
  common_flags(c, o);
  c.flag("--state", o.state, "Only what the stream holds");
}

void state_flags(cli::Command& c, Options& o) {
  common_flags(c, o);
  o.state = true;
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(const auto stream, pick_stream(ctx, o.stream, {o.group->all, o.no_select}));
  if (o.json) return ctx.show(stream.to_doc());
  const auto style = ctx.style();
  return ctx.show(o.state ? state_page(stream, style) : info_page(stream, style));
}

}  // namespace

void info(cli::Command& parent) {
  parent.leaf<Options>({.name = "info",
                        .aliases = {"nfo", "i"},
                        .summary = "Show a stream's configuration and state",
                        .examples = {"nats stream info ORDERS", "nats stream info ORDERS -o yaml"},
                        .scope = cli::Scope::User,
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       info_flags, run);
}

void state(cli::Command& parent) {
  parent.leaf<Options>({.name = "state",
                        .summary = "Show what a stream holds and how it is replicated",
                        .examples = {"nats stream state ORDERS"},
                        .scope = cli::Scope::User,
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       state_flags, run);
}

}  // namespace natsop::commands::nats::stream
