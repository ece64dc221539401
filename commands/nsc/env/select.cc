#include "commands/nsc/env/env.h"
#include "commands/nsc/env/selection.h"

namespace natsop::commands::nsc::env {
namespace {

struct Options {
  std::string name;
};

void operator_flags(cli::Command& c, Options& o) {
  c.arg("name", o.name, "Name of the operator").required();
}

void account_flags(cli::Command& c, Options& o) {
  c.arg("name", o.name, "Name of the account").required();
}

Result<void> select_operator(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(Session session, Session::open(ctx));
  return apply(session, {.store_root = {}, .operator_name = o.name, .account = {}});
}

Result<void> select_account(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(Session session, Session::open_store(ctx));
  return apply(session, {.store_root = {}, .operator_name = {}, .account = o.name});
}

void operator_entity(cli::Command& parent) {
  parent.leaf<Options>({.name = "operator",
                        .summary = "Select the operator that commands work on",
                        .examples = {"nsc select operator OP"},
                        .impact = cli::Impact::ReadWrite},
                       operator_flags, select_operator);
}

void account_entity(cli::Command& parent) {
  parent.leaf<Options>({.name = "account",
                        .summary = "Select the account that commands work on",
                        .examples = {"nsc select account A"},
                        .impact = cli::Impact::ReadWrite},
                       account_flags, select_account);
}

}  // namespace

void select(cli::Command& root) {
  root.group({.name = "select",
              .summary = "Select an operator or account",
              .description = "`nsc env` does the same and shows what is selected.",
              .examples = {"nsc select account A"}},
             {operator_entity, account_entity});
}

}  // namespace natsop::commands::nsc::env
