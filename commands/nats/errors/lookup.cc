#include <fmt/format.h>

#include "cli/context.h"
#include "commands/nats/errors/errors.h"

namespace natsop::commands::nats::errors {
namespace {

struct Options {
  std::uint16_t code = 0;
  std::shared_ptr<const GroupOptions> group;
};

void flags(cli::Command& c, Options& o) {
  c.arg("code", o.code, "The code behind an error's text: 10059").required();
  o.group = c.shared<GroupOptions>();
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(const auto catalogue, load_catalogue(o.group->file));
  NATSOP_TRY(const auto entry, catalogue.lookup(o.code));
  render::Page page(fmt::format("NATS Error Code: {}", entry.error_code));
  page.row("Description", entry.description);
  page.row_if("Comment", entry.comment);
  page.row("HTTP Code", std::to_string(entry.code));
  page.row("Go Index Constant", entry.constant);
  page.row_if("Deprecates", entry.deprecates);
  page.row_if("Url", entry.url);
  if (!entry.help.empty()) page.blank().line(entry.help);
  page.document(entry.to_doc()).name(std::to_string(entry.error_code));
  return ctx.show(page);
}

}  // namespace

void lookup(cli::Command& parent) {
  parent.leaf<Options>({.name = "lookup",
                        .aliases = {"find", "get", "l", "view", "show"},
                        .summary = "Tell what an error code means",
                        .examples = {"nats errors lookup 10059"},
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::errors
