#include <fmt/format.h>

#include "cli/context.h"
#include "commands/nats/server/asking.h"
#include "commands/nats/server/request.h"

namespace natsop::commands::nats::server {
namespace {

struct Options {
  std::uint64_t client = 0;
  std::string server;
};

void flags(cli::Command& c, Options& o) {
  c.arg("client", o.client, "The number of the connection (CID)").required().placeholder("ID");
  c.arg("server", o.server, "The id, or the name, of its server")
      .required()
      .placeholder("SERVER_ID");
}

/// Who has that name or id.
Result<system::ServerId> find(system::Fleet& servers, const std::string& server) {
  system::Asking how;
  if (!system::is_server_id(server)) how = {.expect = 1, .filter = {.name = server}};
  auto answers = servers.ping(how);
  if (!answers && answers.error().code() != Code::NotFound) return answers.error();
  if (answers) {
    for (const auto& answer : answers->all) {
      if (answer.server.id == server || answer.server.name == server) return answer.server;
    }
  }
  return Error(Code::NotFound, fmt::format("no server has the name or id \"{}\"", server))
      .hint("`nats server ping --id` shows both");
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(auto servers, fleet(ctx));
  NATSOP_TRY(const auto server, find(servers, o.server));
  auto answer = servers.ask_id(server.id, "KICK", json::Doc::object({{"cid", o.client}}));
  if (answer) return ctx.show(answer->document);
  if (answer.error().code() != Code::NotFound) {
    return Error(answer.error()).during(fmt::format("disconnecting client {}", o.client));
  }
  // The server is there, as it just said, and does not listen for this.
  return Error(Code::Unsupported, fmt::format("server \"{}\" cannot disconnect clients: it runs {}",
                                              server.name, server.version))
      .hint("servers can since 2.10");
}

}  // namespace

void request_kick(cli::Command& parent) {
  parent.leaf<Options>({.name = "kick",
                        .summary = "Disconnect a client; it may connect again",
                        .examples = {"nats server request kick 14 srv-1"},
                        .scope = cli::Scope::System,
                        .impact = cli::Impact::ReadWrite,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::server
