#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/context.h"
#include "commands/nats/consumer/consumer.h"
#include "commands/nats/consumer/definition.h"
#include "commands/nats/consumer/file.h"
#include "commands/nats/consumer/page.h"
#include "commands/nats/consumer/questions.h"
#include "commands/nats/picker/picker.h"
#include "core/base/files.h"
#include "core/jetstream/api_level.h"
#include "core/jetstream/config_diff.h"
#include "core/jetstream/names.h"
#include "core/jetstream/validation.h"

namespace natsop::commands::nats::consumer {
namespace {

struct Options {
  std::string stream;
  std::string consumer;
  std::string config;
  bool validate = false;
  std::string output;
  bool defaults = false;
  Definition definition;
  std::shared_ptr<const GroupOptions> group;
};

void flags(cli::Command& c, Options& o) {
  c.arg("stream", o.stream, "The stream to read from");
  c.arg("consumer", o.consumer, "The consumer's name");
  c.flag("--config", o.config, "Read the configuration from a file (JSON or YAML)").existing_file();
  c.flag("--validate", o.validate, "Only check the configuration");
  c.flag("--output", o.output, "Write the configuration to a file instead of making the consumer")
      .placeholder("FILE");
  c.flag("--defaults", o.defaults, "Take the default answer to every question");
  birth_flags(c, o.definition);
  change_flags(c, o.definition);
  o.group = c.shared<GroupOptions>();
}

Result<jetstream::ConsumerConfig> from_file(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(auto config, read_config(o.config));
  if (!o.consumer.empty()) {
    if (!config.durable_name.empty()) config.durable_name = o.consumer;
    config.name = o.consumer;
  }
  NATSOP_CHECK(apply(o.definition, ctx.clock().now(), config));
  config.metadata = jetstream::without_server_metadata(config.metadata);
  return config;
}

Result<jetstream::ConsumerConfig> from_answers(const Options& o, cli::Context& ctx) {
  auto definition = o.definition;
  auto name = o.consumer;
  NATSOP_CHECK(ask_for_definition(ctx, o.defaults, definition, name));
  jetstream::ConsumerConfig config;
  config.name = name;
  if (!definition.ephemeral) config.durable_name = name;
  NATSOP_CHECK(apply(definition, ctx.clock().now(), config));
  return config;
}

Result<void> write_output(const Options& o, const jetstream::ConsumerConfig& config) {
  return write_file_atomic(o.output, config.to_doc().dump_go(2) + "\n", kPrivateFile);
}

/// Servers leave out what they do not know, and say nothing.
void warn_of_ignored(cli::Context& ctx, const jetstream::ConsumerConfig& asked,
                     const jetstream::ConsumerConfig& made) {
  const auto ignored = jetstream::ignored_fields(asked.to_doc(), made.to_doc());
  if (ignored.empty()) return;
  ctx.note(
      fmt::format("warning: the server is too old for, and ignored: {}", fmt::join(ignored, ", ")));
}

Result<jetstream::ConsumerConfig> wanted(const Options& o, cli::Context& ctx) {
  return o.config.empty() ? from_answers(o, ctx) : from_file(o, ctx);
}

Result<void> only_validate(const jetstream::ConsumerConfig& config,
                           const jetstream::StreamConfig* stream, cli::Context& ctx) {
  NATSOP_CHECK(jetstream::check(jetstream::validate(config, stream)));
  ctx.line("Configuration is a valid Consumer");
  return {};
}

Result<void> run(const Options& o, cli::Context& ctx) {
  if (!o.consumer.empty()) {
    if (const auto usable = jetstream::check_consumer_name(o.consumer); !usable) {
      return Error(Code::Usage, usable.error().message()).hint(usable.error().hint());
    }
  }
  // A file can be made, and a configuration looked at, without any server.
  if (!o.output.empty() || (o.validate && o.stream.empty())) {
    NATSOP_TRY(const auto config, wanted(o, ctx));
    return o.validate ? only_validate(config, nullptr, ctx) : write_output(o, config);
  }
  if (o.stream.empty() && o.config.empty() && !ctx.interactive()) {
    return missing_answers(ctx, o.defaults, o.definition, o.consumer);
  }
  NATSOP_TRY(const auto stream, pick_stream(ctx, o.stream, {.all = o.group->all}));
  NATSOP_TRY(const auto config, wanted(o, ctx));
  if (o.validate) return only_validate(config, &stream.config, ctx);
  NATSOP_TRY(auto* const api, ctx.jetstream());
  NATSOP_TRY(const auto made, api->create_consumer(stream.config.name, config));
  warn_of_ignored(ctx, config, made.config);
  return ctx.show(info_page(made, ctx.style()));
}

}  // namespace

void add(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "add",
       .aliases = {"create", "new"},
       .summary = "Make a consumer",
       .description = "Asks for what the flags do not say. An existing consumer of "
                      "this name is changed where that is possible.",
       .examples = {"nats consumer add ORDERS NEW --pull --defaults",
                    "nats consumer add ORDERS NEW --config new.json"},
       .scope = cli::Scope::User,
       .impact = cli::Impact::ReadWrite,
       .data = true},
      flags, run);
}

}  // namespace natsop::commands::nats::consumer
