#include "commands/nats/server/server.h"

namespace natsop::commands::nats::server {
namespace {

void report_flags(cli::Command& c, ReportOptions& o) {
  c.flag("--reverse,-R", o.reverse, "The other way round");
}

void report(cli::Command& parent) {
  parent.group<ReportOptions>({.name = "report",
                               .aliases = {"rep"},
                               .summary = "Reports over all servers",
                               .scope = cli::Scope::System,
                               .impact = cli::Impact::ReadOnly},
                              report_flags,
                              {report_accounts, report_connections, report_jetstream});
}

void account_flags(cli::Command& c, AccountOptions& o) {
  c.flag("--json,-j", o.json, "Print what the server answered as JSON");
}

void account(cli::Command& parent) {
  parent.group<AccountOptions>({.name = "account",
                                .aliases = {"acct"},
                                .summary = "The accounts, as the servers know them",
                                .scope = cli::Scope::System,
                                .impact = cli::Impact::ReadOnly},
                               account_flags, {account_info});
}

}  // namespace

void server(cli::Command& parent) {
  parent.group({.name = "server",
                .aliases = {"srv", "sys", "system"},
                .summary = "The servers: who is there, how they are, what they hold",
                .description = "These commands ask the servers themselves, which answer users of "
                               "the system account alone.",
                .examples = {"nats server list --context sys", "nats server info srv-1",
                             "nats server report jetstream --watch 5s"},
                .category = "Servers and accounts"},
               {account, check, info, list, ping, report, request});
}

}  // namespace natsop::commands::nats::server
