#include "commands/nats/account/account.h"

namespace natsop::commands::nats::account {
namespace {

void report(cli::Command& parent) {
  parent.group({.name = "report",
                .aliases = {"rep"},
                .summary = "Reports on the account that is logged in",
                .scope = cli::Scope::User,
                .impact = cli::Impact::ReadOnly},
               {report_connections, report_statistics});
}

}  // namespace

void account(cli::Command& parent) {
  parent.group({.name = "account",
                .aliases = {"a"},
                .summary = "The account that is logged in: who, where, and how much it uses",
                .examples = {"nats account info", "nats account report connections"},
                .category = "Servers and accounts"},
               {info, report});
}

}  // namespace natsop::commands::nats::account
