#include <fmt/format.h>

#include "cli/context.h"
#include "commands/nats/picker/picker.h"
#include "commands/nats/stream/config_file.h"
#include "commands/nats/stream/config_flags.h"
#include "commands/nats/stream/created.h"
#include "commands/nats/stream/origins.h"
#include "commands/nats/stream/stream.h"
#include "core/jetstream/api_level.h"
#include "core/jetstream/names.h"

namespace natsop::commands::nats::stream {
namespace {

struct Options {
  std::string source;
  std::string destination;
  ConfigFlags flags;
  bool json = false;
  std::shared_ptr<const Group> group;
};

void flags(cli::Command& c, Options& o) {
  c.arg("source", o.source, "The stream whose configuration is copied").required();
  c.arg("destination", o.destination, "The new stream's name").required();
  config_flags(c, o.flags, Purpose::Copy);
  c.flag("--json,-j", o.json, "Print the new stream as JSON");
  o.group = c.shared<Group>();
}

Result<void> run(const Options& o, cli::Context& ctx) {
  if (o.source == o.destination) {
    return Error(Code::Usage, "source and destination Stream names cannot be the same");
  }
  if (const auto named = jetstream::check_stream_name(o.destination); !named) {
    return Error(Code::Usage, named.error().message()).hint(named.error().hint());
  }
  NATSOP_TRY(const auto info, pick_stream(ctx, o.source, {o.group->all, false}));
  auto config = info.config;
  config.name = o.destination;
  config.metadata = jetstream::without_server_metadata(config.metadata);
  NATSOP_CHECK(apply(o.flags, config));
  NATSOP_CHECK(apply_origins(o.flags, false, ctx, config));
  NATSOP_CHECK(check_config(config));
  return create_and_show(config, o.json, ctx);
}

}  // namespace

void copy(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "copy",
       .aliases = {"cp"},
       .summary = "Make a stream with the configuration of another one",
       .description = "Messages are not copied. Two streams cannot listen to the same subjects, so "
                      "--subjects, --mirror or --source is usually needed.",
       .examples = {"nats stream copy ORDERS RETURNS --subjects 'returns.>'",
                    "nats stream copy ORDERS ORDERS-BACKUP --mirror ORDERS"},
       .scope = cli::Scope::User,
       .impact = cli::Impact::ReadWrite,
       .data = true},
      flags, run);
}

}  // namespace natsop::commands::nats::stream
