#include "commands/nsc/describe/account_names.h"
#include "commands/nsc/describe/describe.h"
#include "commands/nsc/describe/output.h"
#include "commands/nsc/session/ask.h"

namespace natsop::commands::nsc::describe {
namespace {

struct Options {
  std::string argument;
  std::string name;
  Output output;
};

void flags(cli::Command& c, Options& o) {
  c.arg("name", o.argument, "Name or public key of the account; the selected one without");
  c.flag("--name,-n", o.name, "Name of the account").placeholder("NAME");
  output_file_flag(c, o.output);
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  auto given = name_or_argument(o.name, o.argument);
  if (session.interactive() && given.empty()) {
    NATSOP_TRY(given, ask_account(session, given));
  }
  NATSOP_TRY(const auto name, session.account(given));
  NATSOP_TRY(const auto token, session.store().account_token(name));
  Described described{.kind = "account", .name = name, .token = token, .tables = {}};
  if (!o.output.flags->raw) {
    NATSOP_TRY(const auto claims, session.store().account_claims(name));
    described.tables = [&session, claims, long_ids = o.output.flags->long_ids] {
      return tables_of(claims, account_namer(session, long_ids));
    };
  }
  return present(session, o.output, described);
}

}  // namespace

void account(cli::Command& parent) {
  parent.leaf<Options>({.name = "account",
                        .summary = "Show an account: limits, exports, imports, keys",
                        .examples = {"nsc describe account A", "nsc describe account A --raw",
                                     "nsc describe account A --field nats.limits.conn"},
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nsc::describe
