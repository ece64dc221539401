#include "commands/nsc/describe/account_names.h"
#include "commands/nsc/describe/describe.h"
#include "commands/nsc/describe/output.h"

namespace natsop::commands::nsc::describe {
namespace {

struct Options {
  std::string argument;
  std::string name;
  Output output;
};

void flags(cli::Command& c, Options& o) {
  c.arg("name", o.argument, "Name of the operator; the selected one without");
  c.flag("--name,-n", o.name, "Name of the operator").placeholder("NAME");
  output_file_flag(c, o.output);
}

Result<Session> open(const Options& o, cli::Context& ctx) {
  const auto& given = name_or_argument(o.name, o.argument);
  if (given.empty()) return Session::open_store(ctx);
  NATSOP_TRY(auto session, Session::open(ctx));
  NATSOP_CHECK(session.use_operator(given));
  return session;
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(const Session session, open(o, ctx));
  NATSOP_TRY(const auto token, session.store().operator_token());
  Described described{
      .kind = "operator", .name = session.store().name(), .token = token, .tables = {}};
  if (!o.output.flags->raw) {
    NATSOP_TRY(const auto claims, session.store().operator_claims());
    described.tables = [&session, claims, long_ids = o.output.flags->long_ids] {
      return tables_of(claims, account_namer(session, long_ids));
    };
  }
  return present(session, o.output, described);
}

}  // namespace

void operator_entity(cli::Command& parent) {
  parent.leaf<Options>({.name = "operator",
                        .summary = "Show an operator: keys, URLs, system account",
                        .examples = {"nsc describe operator", "nsc describe operator OP --json"},
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nsc::describe
