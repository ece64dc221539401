#include "cli/context.h"
#include "commands/nats/server/request.h"

namespace natsop::commands::nats::server {
namespace {

struct Options {
  RequestChoice choice;
  std::string account;
  std::string group;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--account", o.account, "Only groups of this account");
  c.flag("--group", o.group, "Only the group of this name");
  request_flags(c, o.choice);
}

Result<void> run(const Options& o, cli::Context& ctx) {
  auto options = json::Doc::object();
  if (!o.account.empty()) options.put("account", o.account);
  if (!o.group.empty()) options.put("group", o.group);
  return show_answers(ctx, o.choice, "RAFTZ", options);
}

}  // namespace

void request_raft(cli::Command& parent) {
  parent.leaf<Options>({.name = "raft",
                        .aliases = {"raftz"},
                        .summary = "The Raft groups of each server",
                        .examples = {"nats server request raft --account ORDERS"},
                        .scope = cli::Scope::System,
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::server
