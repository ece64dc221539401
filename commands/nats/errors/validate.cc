#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/context.h"
#include "commands/nats/errors/errors.h"

namespace natsop::commands::nats::errors {
namespace {

struct Options {
  std::string file;
  std::shared_ptr<const GroupOptions> group;
};

void flags(cli::Command& c, Options& o) {
  c.arg("file", o.file, "The catalogue to check; without, the built-in one").existing_file();
  o.group = c.shared<GroupOptions>();
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(const auto catalogue, load_catalogue(o.file.empty() ? o.group->file : o.file));
  const auto problems = catalogue.problems();
  if (!problems.empty()) {
    return Error(Code::Invalid,
                 fmt::format("the catalogue has {} problem{}:\n  {}", problems.size(),
                             problems.size() == 1 ? "" : "s", fmt::join(problems, "\n  ")));
  }
  if (!o.file.empty() || !o.group->file.empty()) {
    for (const auto& advice : catalogue.advice()) ctx.note("note: " + advice);
  }
  ctx.line(fmt::format("Validated {} errors", catalogue.entries().size()));
  return {};
}

}  // namespace

void validate(cli::Command& parent) {
  parent.leaf<Options>({.name = "validate",
                        .summary = "Check a catalogue of errors",
                        .examples = {"nats errors validate errors.json"}},
                       flags, run);
}

}  // namespace natsop::commands::nats::errors
