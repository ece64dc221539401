#include "cli/context.h"
#include "commands/nats/server/request.h"

namespace natsop::commands::nats::server {
namespace {

struct Options {
  RequestChoice choice;
  std::string name;
  std::string account;
  bool accounts = false;
  bool subscriptions = true;
};

void flags(cli::Command& c, Options& o) {
  wait_argument(c, o.choice);
  c.arg("filter-name", o.name, "Only the gateways to this cluster").placeholder("NAME");
  c.flag("--filter-account", o.account, "With this account in detail").placeholder("ACCOUNT");
  c.flag("--accounts", o.accounts, "With the accounts that use them");
  c.flag("--subscriptions", o.subscriptions,
         "With the subscriptions of the account that was asked for")
      .negatable();
  request_flags(c, o.choice);
}

Result<void> run(const Options& o, cli::Context& ctx) {
  auto options = json::Doc::object({{"accounts", o.accounts || !o.account.empty()}});
  if (!o.name.empty()) options.put("name", o.name);
  if (!o.account.empty()) {
    options.put("account_name", o.account);
    options.put("subscriptions", o.subscriptions);
    options.put("subscriptions_detail", o.subscriptions);
  }
  return show_answers(ctx, o.choice, "GATEWAYZ", options);
}

}  // namespace

void request_gateways(cli::Command& parent) {
  parent.leaf<Options>({.name = "gateways",
                        .aliases = {"gateway", "gwy", "gatewayz"},
                        .summary = "The gateways of each server to other clusters",
                        .examples = {"nats server request gateways --accounts"},
                        .scope = cli::Scope::System,
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::server
