#include <fmt/format.h>

#include "cli/context.h"
#include "commands/nats/server/account_page.h"
#include "commands/nats/server/asking.h"
#include "commands/nats/server/server.h"

namespace natsop::commands::nats::server {
namespace {

struct Options {
  std::string account;
  std::string host;
  std::string archive;
  std::shared_ptr<const AccountOptions> group;
};

void flags(cli::Command& c, Options& o) {
  c.arg("account", o.account, "The account: its name, or its public key").required();
  c.flag("--host", o.host, "As the server of this name knows it").placeholder("NAME");
  archive_flag(c, o.archive);
  o.group = c.shared<AccountOptions>();
}

Error not_known(const std::string& account) {
  return Error(Code::NotFound, fmt::format("no server knows the account \"{}\"", account))
      .hint("`nats server request accounts` lists what servers know");
}

Result<system::Answer> ask(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(auto servers, fleet(ctx));
  auto answers = servers.ask("ACCOUNTZ", json::Doc::object({{"account", o.account}}),
                             {.expect = 1, .filter = {.name = o.host}});
  if (answers) return std::move(answers->all.front());
  if (answers.error().code() == Code::NotFound) {
    return Error(Code::NotFound, fmt::format("no server is named \"{}\"", o.host))
        .hint("`nats server list` shows the names");
  }
  // Servers have no code for it, and this sentence since there are accounts.
  if (answers.error().message().contains("does not exist")) return not_known(o.account);
  return answers.error();
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_CHECK(no_archive(o.archive));
  NATSOP_TRY(const auto answer, ask(o, ctx));
  const auto account = answer.data.at("/account_detail");
  if (!account.is_object()) return not_known(o.account);
  if (o.group->json) return ctx.show(account);
  return ctx.show(account_page(account));
}

}  // namespace

void account_info(cli::Command& parent) {
  parent.leaf<Options>({.name = "info",
                        .aliases = {"i"},
                        .summary = "Show an account as the servers know it",
                        .description = "The first server that answers tells: what the account "
                                       "exports, imports and maps, and who is revoked.",
                        .examples = {"nats server account info ORDERS",
                                     "nats server account info ORDERS --host srv-1 --json"},
                        .scope = cli::Scope::System,
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::server
