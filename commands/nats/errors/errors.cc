#include "commands/nats/errors/errors.h"

#include <fmt/format.h>

#include "core/base/files.h"

namespace natsop::commands::nats::errors {
namespace {

void flags(cli::Command& c, GroupOptions& o) {
  c.flag("--errors", o.file, "Use another catalogue, in the format of nats-server's errors.json")
      .existing_file()
      .placeholder("FILE");
}

}  // namespace

Result<jetstream::ErrorCatalogue> load_catalogue(const std::string& path) {
  if (path.empty()) return jetstream::ErrorCatalogue::built_in();
  NATSOP_TRY(const auto text, read_file(path));
  const auto doc = json::Doc::parse(text);
  if (!doc) return Error(Code::Invalid, fmt::format("{}: {}", path, doc.error().message()));
  auto catalogue = jetstream::ErrorCatalogue::from_doc(*doc);
  if (catalogue) return catalogue;
  return Error(Code::Invalid, fmt::format("{}: {}", path, catalogue.error().message()));
}

void errors(cli::Command& parent) {
  parent.group<GroupOptions>({.name = "errors",
                              .aliases = {"err", "error"},
                              .summary = "What the error codes of JetStream mean",
                              .category = "Reference"},
                             flags, {edit, lookup, ls, validate});
}

}  // namespace natsop::commands::nats::errors
