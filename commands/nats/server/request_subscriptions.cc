#include "cli/context.h"
#include "commands/nats/server/request.h"

namespace natsop::commands::nats::server {
namespace {

struct Options {
  RequestChoice choice;
  bool detail = false;
  std::string account;
  std::string subject;
};

void flags(cli::Command& c, Options& o) {
  wait_argument(c, o.choice);
  c.flag("--detail", o.detail, "List the subscriptions");
  c.flag("--filter-account", o.account, "Only those of this account").placeholder("ACCOUNT");
  c.flag("--filter-subject", o.subject, "Only those that a message on this subject reaches")
      .placeholder("SUBJECT");
  request_flags(c, o.choice);
}

Result<void> run(const Options& o, cli::Context& ctx) {
  auto options = json::Doc::object({{"subscriptions", o.detail}});
  put_page(o.choice, options);
  if (!o.account.empty()) options.put("account", o.account);
  if (!o.subject.empty()) options.put("test", o.subject);
  return show_answers(ctx, o.choice, "SUBSZ", options);
}

}  // namespace

void request_subscriptions(cli::Command& parent) {
  parent.leaf<Options>(
      {.name = "subscriptions",
       .aliases = {"sub", "subsz"},
       .summary = "How many subscriptions each server has, and which",
       .examples = {"nats server request subscriptions --detail --filter-account ORDERS"},
       .scope = cli::Scope::System,
       .impact = cli::Impact::ReadOnly,
       .data = true},
      flags, run);
}

}  // namespace natsop::commands::nats::server
