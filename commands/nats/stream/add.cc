#include <fmt/format.h>

#include <algorithm>

#include "cli/context.h"
#include "commands/nats/stream/config_file.h"
#include "commands/nats/stream/config_flags.h"
#include "commands/nats/stream/created.h"
#include "commands/nats/stream/origins.h"
#include "commands/nats/stream/questions_limits.h"
#include "commands/nats/stream/stream.h"
#include "core/jetstream/names.h"

namespace natsop::commands::nats::stream {
namespace {

using jetstream::StreamConfig;

struct Options {
  std::string stream;
  std::string config;
  bool validate = false;
  std::string output;
  ConfigFlags flags;
  bool json = false;
  bool defaults = false;

  /// Nothing is made: the configuration is looked at, or written to a file.
  [[nodiscard]] bool is_offline() const { return validate || !output.empty(); }
};

void flags(cli::Command& c, Options& o) {
  c.arg("stream", o.stream, "The new stream's name; asked for without");
  c.flag("--config", o.config, "Read the configuration from a JSON or YAML file; flags change it")
      .placeholder("FILE")
      .existing_file();
  c.flag("--validate", o.validate, "Only check the configuration");
  c.flag("--output", o.output, "Write the configuration to FILE instead of making the stream")
      .placeholder("FILE");
  config_flags(c, o.flags, Purpose::Add);
  c.flag("--json,-j", o.json, "Print the new stream as JSON");
  c.flag("--defaults", o.defaults, "Take the usual answers to all questions");
}

bool size_is_required(const jetstream::AccountInfo& account) {
  return account.limits.max_bytes_required ||
         std::ranges::any_of(
             account.tiers, [](const auto& tier) { return tier.second.limits.max_bytes_required; });
}

/// Whether the account wants a size limit. A file can be written without a server.
Result<bool> ask_account(const Options& o, cli::Context& ctx) {
  const auto account = [&]() -> Result<jetstream::AccountInfo> {
    NATSOP_TRY(auto* const api, ctx.jetstream());
    return api->account_info();
  }();
  if (account) return size_is_required(*account);
  if (o.is_offline()) return false;
  return account.error();
}

Result<StreamConfig> config_from_flags(const Options& o, cli::Context& ctx) {
  auto config = new_stream_config();
  config.name = o.stream;
  NATSOP_CHECK(apply(o.flags, config));
  // What is wrong with the command line is told before anybody is asked or connected to.
  NATSOP_CHECK(apply_origins(o.flags, false, ctx, config));
  NATSOP_TRY(const bool required, ask_account(o, ctx));
  NATSOP_CHECK(
      fill_in(o.flags, {.defaults = o.defaults, .max_bytes_required = required}, ctx, config));
  NATSOP_CHECK(apply_origins(o.flags, ctx.interactive() && !o.defaults, ctx, config));
  return config;
}

Result<StreamConfig> config_from_file(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(auto config, read_config(o.config));
  if (!o.stream.empty()) config.name = o.stream;
  NATSOP_CHECK(apply(o.flags, config));
  NATSOP_CHECK(apply_origins(o.flags, false, ctx, config));
  if (config.name.empty()) {
    return Error(Code::Usage, fmt::format("\"{}\" names no stream", o.config))
        .hint("give the name as an argument");
  }
  return config;
}

Result<void> show_valid(const StreamConfig& config, cli::Context& ctx) {
  if (ctx.for_machines()) return ctx.show(config.to_doc());
  ctx.line(config.to_doc().dump_go(2));
  ctx.line("");
  const auto valid = check_config(config);
  if (!valid) {
    return Error(Code::Invalid, "Validation Failed: " + valid.error().message());
  }
  ctx.line(
      "Configuration is a valid Stream matching io.nats.jetstream.api.v1.stream_configuration");
  return {};
}

Result<void> run(const Options& o, cli::Context& ctx) {
  if (!o.stream.empty()) {
    if (const auto named = jetstream::check_stream_name(o.stream); !named) {
      return Error(Code::Usage, named.error().message()).hint(named.error().hint());
    }
  }
  NATSOP_TRY(const auto config,
             o.config.empty() ? config_from_flags(o, ctx) : config_from_file(o, ctx));
  if (o.validate) return show_valid(config, ctx);
  NATSOP_CHECK(check_config(config));
  if (!o.output.empty()) return write_config(o.output, config);
  return create_and_show(config, o.json, ctx);
}

}  // namespace

void add(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "add",
       .aliases = {"create", "new"},
       .summary = "Make a stream",
       .description = "On a terminal, what is not given is asked for. --defaults takes the usual "
                      "answers instead.",
       .examples = {"nats stream add ORDERS --subjects 'orders.>' --defaults",
                    "nats stream add ORDERS-BACKUP --mirror ORDERS --replicas 3",
                    "nats stream add ALL --source ORDERS --source SHIPMENTS --max-age 1w",
                    "nats stream add --config orders.json --js-domain hub"},
       .scope = cli::Scope::User,
       .impact = cli::Impact::ReadWrite,
       .data = true},
      flags, run);
}

}  // namespace natsop::commands::nats::stream
