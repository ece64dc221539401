#include <fmt/format.h>

#include "cli/context.h"
#include "commands/natsop/natsop.h"

namespace natsop::commands::own {
namespace {

struct Options {};

void flags(cli::Command&, Options&) {}

/// `<prefix>/bin/natsop` has its links in `<prefix>/libexec/natsop/bin`; a build folder keeps both
/// beside each other.
std::string links_folder(const std::string& program) {
  const auto bin = program.substr(0, program.rfind('/'));
  const auto prefix = bin.ends_with("/bin") ? bin.substr(0, bin.size() - 4) : bin;
  return prefix + "/libexec/natsop/bin";
}

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

Result<void> run(const Options&, cli::Context& ctx) {
  ctx.line(fmt::format("export PATH={}:\"$PATH\"", quoted(links_folder(ctx.program()))));
  return {};
}

}  // namespace

void shellenv(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "shellenv",
       .summary =
           "Print the shell line that puts natsop's nats, nsc and nats-server in front of PATH",
       .examples = {"eval \"$(natsop shellenv)\""},
       .impact = cli::Impact::ReadOnly,
       .category = "natsop"},
      flags, run);
}

}  // namespace natsop::commands::own
