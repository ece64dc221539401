#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "cli/context.h"
#include "commands/nats/errors/errors.h"
#include "core/base/files.h"

namespace natsop::commands::nats::errors {
namespace {

using jetstream::CatalogueEntry;
using jetstream::ErrorCatalogue;

struct Options {
  std::string file;
  std::uint16_t code = 0;
};

void flags(cli::Command& c, Options& o) {
  c.arg("file", o.file, "The catalogue to change").required().existing_file();
  c.arg("code", o.code, "The code to edit; without, or for one that is not there, a new entry");
}

/// What the editor shows of an entry: all that it can have, and what the file has besides.
json::Doc draft(const CatalogueEntry& entry) {
  auto doc = json::Doc::object({{"constant", entry.constant},
                                {"code", entry.code},
                                {"error_code", entry.error_code},
                                {"description", entry.description},
                                {"comment", entry.comment},
                                {"help", entry.help},
                                {"url", entry.url},
                                {"deprecates", entry.deprecates}});
  for (const auto& [key, value] : entry.extra.members()) doc.put(key, value);
  return doc;
}

Result<CatalogueEntry> parsed(const std::string& text) {
  NATSOP_TRY(const auto doc, json::Doc::parse(text));
  NATSOP_TRY(const auto entry, CatalogueEntry::from_doc(doc));
  auto problems = entry.problems();
  std::ranges::copy(entry.advice(), std::back_inserter(problems));
  if (problems.empty()) return entry;
  return Error(Code::Invalid, fmt::format("{}", fmt::join(problems, "; ")));
}

Result<CatalogueEntry> edited(cli::Context& ctx, const CatalogueEntry& entry) {
  render::EditText edit{.content = draft(entry).dump(2) + "\n", .suffix = ".json"};
  for (;;) {
    NATSOP_TRY(const auto text, ctx.prompter().edit(edit));
    const auto result = parsed(text);
    if (result) return *result;
    ctx.note(result.error().message());
    NATSOP_TRY(const bool again,
               ctx.prompter().confirm({.message = "Retry edit", .fallback = true}));
    if (!again) return Error(Code::Cancelled, "aborted");
    edit.content = text;
  }
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(auto catalogue, load_catalogue(o.file));
  CatalogueEntry entry;
  const auto known = catalogue.lookup(o.code);
  if (known) {
    entry = *known;
  } else {
    entry.error_code = o.code != 0 ? o.code : catalogue.next_code();
  }
  NATSOP_TRY(const auto result, edited(ctx, entry));
  if (result.error_code != entry.error_code && (known || catalogue.lookup(result.error_code))) {
    return Error(Code::Exists, fmt::format("not saved: the code changed from {} to {}",
                                           entry.error_code, result.error_code))
        .hint("edit the entry of the other code, or make a new one without naming a code");
  }
  catalogue.put(result);
  catalogue.sort(ErrorCatalogue::Order::Code, false);
  const auto problems = catalogue.problems();
  if (!problems.empty()) {
    return Error(Code::Invalid, fmt::format("not saved: {}", fmt::join(problems, "; ")));
  }
  return write_file_atomic(o.file, catalogue.to_doc().dump(2) + "\n");
}

}  // namespace

void edit(cli::Command& parent) {
  parent.leaf<Options>({.name = "edit",
                        .aliases = {"vi", "add", "new"},
                        .summary = "Edit an entry of a catalogue file in $EDITOR",
                        .examples = {"EDITOR=vi nats errors edit errors.json 10059"}},
                       flags, run);
}

}  // namespace natsop::commands::nats::errors
