#include "cli/context.h"
#include "commands/nats/consumer/consumer.h"
#include "commands/nats/consumer/find.h"
#include "commands/nats/consumer/page.h"

namespace natsop::commands::nats::consumer {
namespace {

struct Options {
  std::string stream;
  std::string consumer;
  bool json = false;
  bool no_select = false;
  std::shared_ptr<const GroupOptions> group;
};

void flags(cli::Command& c, Options& o) {
  c.arg("stream", o.stream, "The stream that the consumer reads");
  c.arg("consumer", o.consumer, "The consumer to show");
  c.flag("--json,-j", o.json, "Print it as JSON");
  c.flag("--no-select", o.no_select, "Never ask which one is meant").fallback("false");
  o.group = c.shared<GroupOptions>();
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(const auto info, find_consumer(ctx, o.stream, o.consumer,
                                            {.all = o.group->all, .never_ask = o.no_select}));
  if (o.json) return ctx.show(info.to_doc());
  return ctx.show(state_page(info, ctx.style()));
}

}  // namespace

void state(cli::Command& parent) {
  parent.leaf<Options>({.name = "state",
                        .summary = "Show a consumer's state",
                        .examples = {"nats consumer state ORDERS NEW"},
                        .scope = cli::Scope::User,
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::consumer
