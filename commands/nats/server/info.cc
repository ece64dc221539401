#include <fmt/format.h>

#include "cli/context.h"
#include "commands/nats/server/asking.h"
#include "commands/nats/server/info_page.h"
#include "commands/nats/server/server.h"

namespace natsop::commands::nats::server {
namespace {

struct Options {
  std::string server;
  std::string archive;
};

void flags(cli::Command& c, Options& o) {
  c.arg("server", o.server, "The name or id of the server; without, the one that answers first");
  archive_flag(c, o.archive);
}

Result<system::Answer> ask(system::Fleet& servers, const std::string& server) {
  if (system::is_server_id(server)) return servers.ask_id(server, "VARZ", {});
  auto answers = servers.ask("VARZ", {}, {.expect = 1, .filter = {.name = server}});
  if (answers) return std::move(answers->all.front());
  if (answers.error().code() != Code::NotFound) return answers.error();
  return Error(Code::NotFound, fmt::format("no server is named \"{}\"", server))
      .hint("`nats server list` shows the names");
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_CHECK(no_archive(o.archive));
  NATSOP_TRY(auto servers, fleet(ctx));
  NATSOP_TRY(const auto answer, ask(servers, o.server));
  return ctx.show(info_page(answer));
}

}  // namespace

void info(cli::Command& parent) {
  parent.leaf<Options>({.name = "info",
                        .aliases = {"i"},
                        .summary = "Show one server in detail",
                        .examples = {"nats server info srv-1", "nats server info -o json"},
                        .scope = cli::Scope::System,
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::server
