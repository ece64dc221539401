#include "cli/context.h"
#include "commands/nats/server/request.h"

namespace natsop::commands::nats::server {
namespace {

struct Options {
  RequestChoice choice;
  std::string account;
  bool accounts = false;
  bool streams = false;
  bool consumers = false;
  bool config = false;
  bool raft = false;
  bool leader = false;
  bool stream_leader = false;
  bool all = false;
};

void flags(cli::Command& c, Options& o) {
  wait_argument(c, o.choice);
  c.flag("--account", o.account, "Only this account");
  c.flag("--accounts", o.accounts, "With the accounts");
  c.flag("--streams", o.streams, "With the streams");
  c.flag("--consumer", o.consumers, "With the consumers");
  c.flag("--config", o.config, "With the configuration of streams and consumers");
  c.flag("--raft", o.raft, "With their Raft groups");
  c.flag("--leader", o.leader, "Only the leader of the meta group is to answer");
  c.flag("--stream-leader", o.stream_leader, "Each stream as its leader has it");
  c.flag("--all", o.all, "With all of accounts, streams, consumers, configuration and Raft groups");
  request_flags(c, o.choice);
}

Result<void> run(const Options& o, cli::Context& ctx) {
  auto options = json::Doc::object({{"accounts", o.accounts || o.all},
                                    {"streams", o.streams || o.all},
                                    {"consumer", o.consumers || o.all},
                                    {"config", o.config || o.all},
                                    {"raft", o.raft || o.all},
                                    {"leader_only", o.leader},
                                    {"stream_leader_only", o.stream_leader}});
  put_page(o.choice, options);
  if (!o.account.empty()) options.put("account", o.account);
  auto choice = o.choice;
  // There is one leader at most.
  if (o.leader && choice.wait == 0) choice.wait = 1;
  auto shown = show_answers(ctx, choice, "JSZ", options);
  if (!o.leader || shown || shown.error().code() != Code::Timeout) return shown;
  return Error(Code::NotFound, "no server is the leader of a meta group")
      .hint("clusters with JetStream have one; `nats server report jetstream` shows it");
}

}  // namespace

void request_jetstream(cli::Command& parent) {
  parent.leaf<Options>({.name = "jetstream",
                        .aliases = {"jsz", "js"},
                        .summary = "What JetStream holds on each server",
                        .examples = {"nats server request jetstream --account ORDERS --streams"},
                        .scope = cli::Scope::System,
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::server
