#include <fmt/format.h>

#include "cli/context.h"
#include "commands/nats/context/context.h"
#include "commands/nats/context/page.h"
#include "core/base/files.h"
#include "core/json/yaml.h"

namespace natsop::commands::nats::context {
namespace {

struct Options {
  std::string name;
};

constexpr std::size_t kContextMax = 1U << 20;

void flags(cli::Command& c, Options& o) { c.arg("name", o.name, "The context to edit").required(); }

/// What the editor opens: YAML with a word on the format. A context that cannot be read is edited
/// as it lies on disk.
Result<render::EditText> draft(const Options& o, cli::Context& ctx) {
  auto& store = ctx.contexts();
  const auto loaded = store.load(o.name);
  if (loaded) {
    auto doc = natsop::context::to_doc(*loaded);
    doc.erase("/name");
    return render::EditText{
        .content =
            fmt::format("# Context \"{}\". Save and leave the editor to store it; an empty value "
                        "means that it is not set.\n{}",
                        o.name, json::to_yaml(doc)),
        .suffix = ".yaml"};
  }
  if (loaded.error().code() == Code::NotFound) return loaded.error();
  ctx.note(fmt::format("warning: {}", loaded.error().message()));
  NATSOP_TRY(const auto text, read_file(store.path_of(o.name), kContextMax));
  return render::EditText{.content = text, .suffix = ".json"};
}

Result<natsop::context::Context> parsed(const std::string& text, const Options& o) {
  NATSOP_TRY(const auto doc, json::from_yaml(text));
  NATSOP_TRY(auto context, natsop::context::parse_context(doc.dump(), o.name));
  context.name = o.name;
  NATSOP_CHECK(natsop::context::validate(context));
  return context;
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(auto edit, draft(o, ctx));
  for (;;) {
    NATSOP_TRY(const auto text, ctx.prompter().edit(edit));
    const auto context = parsed(text, o);
    if (context) {
      NATSOP_CHECK(ctx.contexts().save(*context));
      break;
    }
    ctx.note(fmt::format("not saved: {}", context.error().message()));
    NATSOP_TRY(const bool again,
               ctx.prompter().confirm({.message = "Retry edit", .fallback = true}));
    if (!again) return context.error();
    edit.content = text;
  }
  NATSOP_TRY(const auto stored, ctx.contexts().load(o.name));
  return ctx.show(page(stored, {}, ctx));
}

}  // namespace

void edit(cli::Command& parent) {
  parent.leaf<Options>({.name = "edit",
                        .aliases = {"vi"},
                        .summary = "Edit a context in $EDITOR",
                        .examples = {"EDITOR=vi nats context edit hub"}},
                       flags, run);
}

}  // namespace natsop::commands::nats::context
