#include "cli/context.h"
#include "commands/nats/server/request.h"

namespace natsop::commands::nats::server {
namespace {

struct Options {
  RequestChoice choice;
  std::string sort = "cid";
  bool subscriptions = false;
  std::uint64_t cid = 0;
  std::string state = "open";
  std::string user;
  std::string account;
  std::string subject;
  bool filter_empty = false;
};

void flags(cli::Command& c, Options& o) {
  wait_argument(c, o.choice);
  c.flag("--sort", o.sort, "What to order by")
      .choices({"cid", "start", "subs", "pending", "msgs_to", "msgs_from", "bytes_to", "bytes_from",
                "last", "idle", "uptime", "stop", "reason", "rtt"});
  c.flag("--subscriptions", o.subscriptions, "With their subscriptions");
  c.flag("--filter-cid", o.cid, "Only the connection of this number").placeholder("CID");
  c.flag("--filter-state", o.state, "Connections in which state")
      .choices({"open", "closed", "all"});
  c.flag("--filter-user", o.user, "Only connections of this user").placeholder("USER");
  c.flag("--filter-account", o.account, "Only connections of this account").placeholder("ACCOUNT");
  c.flag("--filter-subject", o.subject, "Only connections with interest in this subject")
      .placeholder("SUBJECT");
  c.flag("--filter-empty", o.filter_empty, "Leave out servers without such connections");
  request_flags(c, o.choice);
}

/// How CONNZ numbers the states.
int state_number(std::string_view state) {
  if (state == "closed") return 1;
  return state == "all" ? 2 : 0;
}

Result<void> run(const Options& o, cli::Context& ctx) {
  auto options = json::Doc::object({{"sort", o.sort},
                                    {"auth", true},
                                    {"subscriptions", o.subscriptions},
                                    {"subscriptions_detail", o.subscriptions},
                                    {"state", state_number(o.state)}});
  put_page(o.choice, options);
  if (o.cid != 0) options.put("cid", o.cid);
  if (!o.user.empty()) options.put("user", o.user);
  if (!o.account.empty()) options.put("acc", o.account);
  if (!o.subject.empty()) options.put("filter_subject", o.subject);
  const auto has_some = [](const system::Answer& answer) {
    return answer.data.unsigned_at("/num_connections") > 0;
  };
  return show_answers(ctx, o.choice, "CONNZ", options,
                      o.filter_empty ? KeepAnswer(has_some) : KeepAnswer());
}

}  // namespace

void request_connections(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "connections",
       .aliases = {"conn", "connz"},
       .summary = "The connections of each server",
       .examples = {"nats server request connections --sort bytes_to --limit 10",
                    "nats server request connections --filter-account ORDERS --subscriptions"},
       .scope = cli::Scope::System,
       .impact = cli::Impact::ReadOnly,
       .data = true},
      flags, run);
}

}  // namespace natsop::commands::nats::server
