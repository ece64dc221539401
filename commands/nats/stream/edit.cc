#include <fmt/format.h>

#include "cli/context.h"
#include "commands/nats/picker/picker.h"
#include "commands/nats/stream/config_file.h"
#include "commands/nats/stream/config_flags.h"
#include "commands/nats/stream/created.h"
#include "commands/nats/stream/stream.h"
#include "core/jetstream/api_level.h"
#include "core/json/yaml.h"
#include "core/render/diff.h"
#include "core/text/duration.h"
#include "core/text/size.h"

namespace natsop::commands::nats::stream {
namespace {

using jetstream::StreamConfig;

struct Options {
  std::string stream;
  std::string config;
  bool force = false;
  bool interactive = false;
  bool dry_run = false;
  ConfigFlags flags;
  bool no_mirror = false;
  bool no_transform = false;
  bool no_republish = false;
  bool json = false;
  std::shared_ptr<const Group> group;
};

void flags(cli::Command& c, Options& o) {
  c.arg("stream", o.stream, "The stream to change; asked for without");
  c.flag("--config", o.config, "Take the whole configuration from a JSON or YAML file")
      .placeholder("FILE")
      .existing_file();
  c.flag("--force,-f", o.force, "Do not ask");
  c.flag("--interactive,-i", o.interactive, "Edit the configuration in $EDITOR").negatable();
  c.flag("--dry-run", o.dry_run, "Only show what would change; the exit status tells whether any");
  c.flag("--json,-j", o.json, "Print the stream as JSON");
  config_flags(c, o.flags, Purpose::Edit);
  c.flag("--no-mirror", o.no_mirror, "Stop mirroring: make it a stream of its own")
      .category(kFlowHeading);
  c.flag("--no-transform", o.no_transform, "Stop renaming subjects").category(kFlowHeading);
  c.flag("--no-republish", o.no_republish, "Stop publishing messages again").category(kFlowHeading);
  o.group = c.shared<Group>();
}

/// What the flags forbid, before anybody is connected to or asked.
Result<void> flags_agree(const Options& o) {
  if (!o.flags.mirror.empty() || !o.flags.sources.empty()) {
    return Error(Code::Usage, "cannot edit mirrors, or sources using the CLI, use --config instead")
        .hint("`nats stream info NAME --json` prints a file to start from");
  }
  if (!o.config.empty() && o.interactive) {
    return Error(Code::Usage, "--config and --interactive exclude each other");
  }
  if (o.no_transform && !o.flags.transform_source.empty()) {
    return Error(Code::Usage, "--no-transform and --transform-source exclude each other");
  }
  if (o.no_republish && !o.flags.republish_source.empty()) {
    return Error(Code::Usage, "--no-republish and --republish-source exclude each other");
  }
  return {};
}

/// The configuration as the user's editor leaves it; asked again until it can be read.
Result<StreamConfig> edited(cli::Context& ctx, const StreamConfig& old) {
  render::EditText edit{.content = fmt::format(
                            "# Stream \"{}\". Durations are in nanoseconds, sizes in bytes, and -1 "
                            "means no limit.\n# Save and leave the editor to go on.\n{}",
                            old.name, json::to_yaml(old.to_doc())),
                        .suffix = ".yaml"};
  for (;;) {
    NATSOP_TRY(const auto text, ctx.prompter().edit(edit));
    auto config = parse_config(text, "the edited configuration", true);
    const auto valid = config ? check_config(*config) : config.error();
    if (valid) return config;
    ctx.note(valid.error().message());
    NATSOP_TRY(const bool again,
               ctx.prompter().confirm({.message = "Retry edit", .fallback = true}));
    if (!again) return valid.error();
    edit.content = text;
  }
}

Result<StreamConfig> changed(const Options& o, cli::Context& ctx, const StreamConfig& old) {
  auto config = old;
  if (!o.config.empty()) {
    NATSOP_TRY(config, read_config(o.config));
    config.name = old.name;
  } else if (o.interactive) {
    NATSOP_TRY(config, edited(ctx, old));
    if (config.name != old.name) {
      return Error(Code::Invalid, "a stream's name cannot be changed")
          .hint("`nats stream copy` makes one of another name");
    }
  }
  if (o.no_mirror) config.mirror.reset();
  if (o.no_transform) config.subject_transform.reset();
  if (o.no_republish) config.republish.reset();
  NATSOP_CHECK(apply(o.flags, config));
  return config;
}

std::string show_value(std::string_view path, const json::Doc& value) {
  if (value.type() != json::Type::Integer || value.integer() <= 0) return {};
  if (path == "/max_age" || path == "/duplicate_window" || path == "/subject_delete_marker_ttl" ||
      path.ends_with("/inactive_threshold")) {
    return text::print_duration(std::chrono::nanoseconds(value.integer()));
  }
  if (path == "/max_bytes" || path == "/max_msg_size") {
    return text::print_size(static_cast<std::uint64_t>(value.integer()));
  }
  return {};
}

/// Shows what would change. Machines read either this or the stream, so they get it in a dry run
/// alone.
Result<void> show_difference(const Options& o, cli::Context& ctx, const render::ConfigDiff& diff) {
  if (!ctx.for_machines() && !o.json) {
    ctx.print(diff.render(ctx.style(), show_value) + "\n");
    ctx.flush();
    return {};
  }
  if (o.dry_run) return ctx.show(diff.document());
  return {};
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_CHECK(flags_agree(o));
  NATSOP_TRY(const auto info, pick_stream(ctx, o.stream, {o.group->all, o.force}));
  auto old = info.config;
  old.metadata = jetstream::without_server_metadata(old.metadata);
  NATSOP_TRY(const auto config, changed(o, ctx, old));
  const render::ConfigDiff diff(old.to_doc(), config.to_doc());
  if (diff.empty()) {
    if (!o.dry_run) ctx.note("No difference in configuration");
    return {};
  }
  NATSOP_CHECK(show_difference(o, ctx, diff));
  NATSOP_CHECK(check_config(config));
  if (o.dry_run) return Error(Code::Conflict, "the configuration would change");
  NATSOP_CHECK(allow_bucket_change(ctx, o.force, old.name));
  NATSOP_TRY(const bool yes, agreed(ctx, o.force, fmt::format("Really edit Stream {}", old.name)));
  if (!yes) return {};
  NATSOP_TRY(auto* const api, ctx.jetstream());
  NATSOP_TRY(const auto made, api->update_stream(config));
  tell_ignored(ctx, config, made.config);
  return show_changed(made, "updated", o.json, ctx);
}

}  // namespace

void edit(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "edit",
       .aliases = {"update"},
       .summary = "Change a stream's configuration",
       .description =
           "What is not given stays as it is. The difference is shown, and you are asked "
           "before anything changes.",
       .examples = {"nats stream edit ORDERS --max-age 1w", "nats stream edit ORDERS --interactive",
                    "nats stream edit ORDERS --config orders.json --dry-run",
                    "nats stream edit ORDERS-BACKUP --no-mirror --subjects 'orders.>' --force"},
       .scope = cli::Scope::User,
       .impact = cli::Impact::ReadWrite,
       .data = true},
      flags, run);
}

}  // namespace natsop::commands::nats::stream
