#include <fmt/format.h>

#include "cli/context.h"
#include "commands/nats/errors/errors.h"
#include "core/text/ascii.h"
#include "core/text/regex.h"

namespace natsop::commands::nats::errors {
namespace {

using jetstream::ErrorCatalogue;

struct Options {
  std::string match;
  std::string sort = "code";
  bool reverse = false;
  std::shared_ptr<const GroupOptions> group;
};

void flags(cli::Command& c, Options& o) {
  c.arg("match", o.match, "A regular expression that codes, texts or constants must match");
  c.arg("sort", o.sort, "What to order by")
      .choices({"code", "http", "description", "descr", "desc", "d"});
  c.flag("--reverse,-R", o.reverse, "The other way round").negatable();
  o.group = c.shared<GroupOptions>();
}

ErrorCatalogue::Order order_of(const std::string& word) {
  if (word == "http") return ErrorCatalogue::Order::Http;
  return word == "code" ? ErrorCatalogue::Order::Code : ErrorCatalogue::Order::Description;
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(auto catalogue, load_catalogue(o.group->file));
  if (!o.match.empty()) {
    // Compiled as it is first: errors quote it so.
    const auto typed = text::Regex::compile(o.match);
    if (!typed) return Error(Code::Usage, typed.error().message());
    NATSOP_TRY(const auto regex, text::Regex::compile("(?i)" + o.match));
    catalogue = catalogue.matching([&](std::string_view text) { return regex.search(text); });
  }
  catalogue.sort(order_of(o.sort), o.reverse);
  render::View view("NATS Errors",
                    {{.header = "NATS Code", .pointer = "/error_code", .as = render::As::Number},
                     {.header = "HTTP Error Code", .pointer = "/code", .as = render::As::Number},
                     {.header = "Description", .pointer = "/description"},
                     {.header = "Comment", .pointer = "/comment"},
                     {.header = "Go Constant", .pointer = "/constant"}});
  view.name_at("/error_code")
      .when_empty(o.match.empty() ? "No errors in the catalogue"
                                  : fmt::format("No error matches \"{}\"", o.match));
  for (const auto& entry : catalogue.entries()) view.add(entry.to_doc());
  return ctx.show(view);
}

}  // namespace

void ls(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "ls",
       .aliases = {"list"},
       .summary = "List error codes",
       .examples = {"nats errors ls consumer", "nats errors ls 'not found' http -R"},
       .data = true},
      flags, run);
}

}  // namespace natsop::commands::nats::errors
