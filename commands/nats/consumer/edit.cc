#include <fmt/format.h>

#include "cli/context.h"
#include "commands/nats/consumer/consumer.h"
#include "commands/nats/consumer/definition.h"
#include "commands/nats/consumer/file.h"
#include "commands/nats/consumer/find.h"
#include "commands/nats/consumer/page.h"
#include "commands/nats/picker/picker.h"
#include "core/jetstream/api_level.h"
#include "core/json/yaml.h"
#include "core/render/diff.h"
#include "core/text/duration.h"

namespace natsop::commands::nats::consumer {
namespace {

using jetstream::ConsumerConfig;

struct Options {
  std::string stream;
  std::string consumer;
  std::string config;
  bool force = false;
  bool interactive = false;
  bool dry_run = false;
  Definition definition;
  std::shared_ptr<const GroupOptions> group;
};

void flags(cli::Command& c, Options& o) {
  c.arg("stream", o.stream, "The stream that the consumer reads");
  c.arg("consumer", o.consumer, "The consumer to change");
  c.flag("--config", o.config, "Read the new configuration from a file (JSON or YAML)")
      .existing_file();
  c.flag("--force,-f", o.force, "Do not ask");
  c.flag("--interactive,-i", o.interactive, "Edit the configuration in $EDITOR").negatable();
  c.flag("--dry-run", o.dry_run, "Only show what would change; the exit status tells whether any");
  change_flags(c, o.definition);
  o.group = c.shared<GroupOptions>();
}

/// The new configuration as the user's editor leaves it; asked again until it can be read.
Result<ConsumerConfig> edited(cli::Context& ctx, const ConsumerConfig& old) {
  render::EditText edit{
      .content = fmt::format("# Consumer \"{}\". Save and leave the editor to go on.\n{}",
                             old.effective_name(), json::to_yaml(old.to_doc())),
      .suffix = ".yaml"};
  for (;;) {
    NATSOP_TRY(const auto text, ctx.prompter().edit(edit));
    auto config = parse_config(text, "the edited configuration");
    if (config) return config;
    ctx.note(config.error().message());
    NATSOP_TRY(const bool again,
               ctx.prompter().confirm({.message = "Retry edit", .fallback = true}));
    if (!again) return config.error();
    edit.content = text;
  }
}

Result<ConsumerConfig> changed(const Options& o, cli::Context& ctx, const ConsumerConfig& old) {
  if (!o.config.empty()) {
    NATSOP_TRY(auto config, read_config(o.config));
    config.name = old.name;
    config.durable_name = old.durable_name;
    config.metadata = jetstream::without_server_metadata(config.metadata);
    NATSOP_CHECK(apply(o.definition, ctx.clock().now(), config));
    return config;
  }
  if (o.interactive) {
    NATSOP_TRY(auto config, edited(ctx, old));
    if (config.effective_name() != old.effective_name()) {
      return Error(Code::Invalid, "a consumer's name cannot be changed")
          .hint("`nats consumer copy` makes one of another name");
    }
    return config;
  }
  auto config = old;
  NATSOP_CHECK(apply(o.definition, ctx.clock().now(), config));
  return config;
}

bool is_duration(std::string_view path) {
  return path.ends_with("_wait") || path.ends_with("_expires") || path.ends_with("_threshold") ||
         path.ends_with("_heartbeat") || path.ends_with("priority_timeout") ||
         path.starts_with("/backoff");
}

std::string show_value(std::string_view path, const json::Doc& value) {
  if (!is_duration(path) || value.type() != json::Type::Integer) return {};
  return text::print_duration(std::chrono::nanoseconds(value.integer()));
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(const auto info, find_consumer(ctx, o.stream, o.consumer, {.all = o.group->all}));
  const auto& stream_name = info.stream_name;
  if (info.config.durable_name.empty()) {
    return Error(Code::Unsupported, "only durable consumers can be edited")
        .hint("an ephemeral one goes away with its client");
  }
  auto old = info.config;
  old.metadata = jetstream::without_server_metadata(old.metadata);
  NATSOP_TRY(const auto config, changed(o, ctx, old));
  const render::ConfigDiff diff(old.to_doc(), config.to_doc());
  if (diff.empty()) {
    ctx.note("No difference in configuration");
    return {};
  }
  if (ctx.for_machines() && o.dry_run) {
    NATSOP_CHECK(ctx.show(diff.document()));
  } else if (!ctx.for_machines()) {
    ctx.print(diff.render(ctx.style(), show_value) + "\n");
  }
  if (o.dry_run) return Error(Code::Conflict, "the configuration would change");
  ctx.flush();
  NATSOP_TRY(
      const bool yes,
      agreed(ctx, o.force, fmt::format("Really edit Consumer {} > {}", stream_name, info.name)));
  if (!yes) return {};
  NATSOP_TRY(auto* const api, ctx.jetstream());
  NATSOP_TRY(const auto made,
             api->create_consumer(stream_name, config, jetstream::ConsumerAction::Update));
  return ctx.show(info_page(made, ctx.style()));
}

}  // namespace

void edit(cli::Command& parent) {
  parent.leaf<Options>({.name = "edit",
                        .aliases = {"update"},
                        .summary = "Change a durable consumer",
                        .examples = {"nats consumer edit ORDERS NEW --max-pending 500",
                                     "nats consumer edit ORDERS NEW --config new.json --dry-run"},
                        .scope = cli::Scope::User,
                        .impact = cli::Impact::ReadWrite,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::consumer
