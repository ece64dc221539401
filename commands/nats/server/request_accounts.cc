#include "cli/context.h"
#include "commands/nats/server/request.h"

namespace natsop::commands::nats::server {
namespace {

struct Options {
  RequestChoice choice;
  std::string account;
};

void flags(cli::Command& c, Options& o) {
  wait_argument(c, o.choice);
  c.flag("--account", o.account, "All about this account");
  request_flags(c, o.choice);
}

Result<void> run(const Options& o, cli::Context& ctx) {
  auto options = json::Doc::object();
  if (!o.account.empty()) options.put("account", o.account);
  return show_answers(ctx, o.choice, "ACCOUNTZ", options);
}

}  // namespace

void request_accounts(cli::Command& parent) {
  parent.leaf<Options>({.name = "accounts",
                        .aliases = {"accountz", "acct"},
                        .summary = "The accounts that each server knows, or one of them in detail",
                        .examples = {"nats server request accounts",
                                     "nats server request accounts --account ORDERS"},
                        .scope = cli::Scope::System,
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::server
