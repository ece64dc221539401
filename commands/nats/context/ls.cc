#include <fmt/format.h>

#include "cli/context.h"
#include "commands/nats/context/context.h"

namespace natsop::commands::nats::context {
namespace {

struct Options {
  bool completion = false;
  bool json = false;
  bool names = false;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--completion", o.completion, "NAME:DESCRIPTION lines for shells").hidden();
  c.flag("--json,-j", o.json, "Print whole contexts as JSON, secrets included");
  c.flag("--names", o.names, "Print names alone");
}

std::string escaped(std::string_view name) {
  std::string out;
  for (const char c : name) out += c == ':' ? std::string("\\:") : std::string(1, c);
  return out;
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(const auto listing, ctx.contexts().list());
  for (const auto& [name, error] : listing.broken) {
    ctx.note(fmt::format("warning: context \"{}\" is left out: {}", name, error.message()));
  }
  const auto selected = ctx.contexts().selected();
  render::View view("Known Contexts", {{.header = "Name",
                                        .text =
                                            [selected](const json::Doc& row) {
                                              const auto name = row.text_at("/name");
                                              return name == selected ? name + "*" : name;
                                            }},
                                       {.header = "Description", .pointer = "/description"},
                                       {.header = "Server URLs", .pointer = "/url", .wide = true},
                                       {.header = "Path", .pointer = "/path", .wide = true}});
  view.name_at("/name").when_empty("No known contexts");
  json::Doc all = json::Doc::array();
  for (const auto& context : listing.contexts) {
    const auto doc = natsop::context::to_doc(context);
    if (o.names) {
      ctx.line(context.name);
    } else if (o.completion) {
      ctx.line(fmt::format("{}{}:{}", escaped(context.name), context.name == selected ? "*" : "",
                           context.description));
    } else {
      all.push(doc);
      auto row = doc;
      row.put("path", context.file.string());
      view.add(row);
    }
  }
  if (o.names || o.completion) return {};
  return o.json ? ctx.show(all) : ctx.show(view);
}

}  // namespace

void ls(cli::Command& parent) {
  parent.leaf<Options>({.name = "ls",
                        .aliases = {"list", "l"},
                        .summary = "List the contexts; the selected one has a star",
                        .examples = {"nats context ls", "nats context ls --names"},
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::context
