#include "commands/nsc/validate/validate.h"

#include <fmt/format.h>

#include <algorithm>

#include "commands/nsc/session/ask.h"
#include "commands/nsc/session/session.h"
#include "commands/nsc/tables/tables.h"
#include "core/base/files.h"
#include "core/identity/validation.h"
#include "core/json/doc.h"
#include "core/render/table.h"
#include "core/render/view.h"

namespace natsop::commands::nsc::validation {
namespace {

namespace jwt = identity::jwt;
using identity::EntityIssues;

struct Options {
  std::string account;
  std::string file;
  bool all = false;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--account,-a", o.account,
         "Account to check: name or public key; the selected one without")
      .placeholder("ACCOUNT");
  c.flag("--all-accounts,-A", o.all, "Check all accounts of the operator");
  c.flag("--file,-f", o.file, "Check the account JWTs of a file, one a line, instead")
      .placeholder("FILE");
}

/// What was checked: the operator first, then accounts.
struct Findings {
  EntityIssues operator_issues;
  std::vector<EntityIssues> accounts;
};

bool is_bad(const jwt::ValidationIssue& issue) { return issue.blocking() || issue.time_check(); }

bool is_bad(const EntityIssues& entity) { return entity.issues.is_blocking(true); }

render::Table table_of(std::string_view kind, const EntityIssues& entity) {
  render::Table table(fmt::format("{} \"{}\"", kind, entity.name));
  if (entity.issues.empty()) {
    table.row({"No issues found"});
    return table;
  }
  table.headers({"#", " ", "Description"});
  int number = 0;
  for (const auto& issue : entity.issues.issues()) {
    table.row({fmt::format("{}", ++number), is_bad(issue) ? "!" : "", issue.text});
  }
  return table;
}

std::string_view level_of(const jwt::ValidationIssue& issue) {
  switch (issue.severity) {
    case jwt::Severity::Error:
      return "error";
    case jwt::Severity::Time:
      return "time";
    case jwt::Severity::Warning:
      break;
  }
  return "warning";
}

/// For machines: one row an issue.
render::View view_of(const Findings& found) {
  render::View view("Issues", {{.header = "Kind", .pointer = "/kind"},
                               {.header = "Name", .pointer = "/name"},
                               {.header = "Level", .pointer = "/level"},
                               {.header = "Issue", .pointer = "/issue"}});
  const auto add = [&view](std::string_view kind, const EntityIssues& entity) {
    for (const auto& issue : entity.issues.issues()) {
      view.add(json::Doc::object({{"kind", kind},
                                  {"name", entity.name},
                                  {"level", level_of(issue)},
                                  {"issue", issue.text}}));
    }
  };
  add("operator", found.operator_issues);
  for (const auto& account : found.accounts) add("account", account);
  return view.name_at("/name");
}

Result<void> show(cli::Context& ctx, const Findings& found) {
  if (ctx.for_machines()) return ctx.show(view_of(found));
  const auto style = table_style(ctx);
  ctx.line(table_of("Operator", found.operator_issues).render(style));
  for (const auto& account : found.accounts) {
    ctx.line(table_of("Account", account).render(style));
  }
  return {};
}

Result<std::vector<std::string>> accounts_of(const Session& session, const Options& o) {
  const bool selected = !session.config().settings().account.empty();
  if (o.all || (o.account.empty() && !selected)) return session.store().accounts();
  NATSOP_TRY(auto name, session.account(o.account));
  return std::vector<std::string>{std::move(name)};
}

Result<Findings> check_file(const Session& session, const std::string& file) {
  NATSOP_TRY(const auto path, session.expand(file));
  NATSOP_TRY(const auto text, read_file(path));
  auto checked = identity::validate_tokens(text, session.now());
  if (!checked) return std::move(checked).error().during("checking " + session.shown(path));
  auto store = identity::validate_store(session.store(), {}, session.now());
  return Findings{.operator_issues = std::move(store.operator_issues),
                  .accounts = *std::move(checked)};
}

Result<Findings> check_store(const Session& session, const Options& o) {
  NATSOP_TRY(const auto accounts, accounts_of(session, o));
  auto store = identity::validate_store(session.store(), accounts, session.now());
  return Findings{.operator_issues = std::move(store.operator_issues),
                  .accounts = std::move(store.accounts)};
}

Result<void> run(const Options& given, cli::Context& ctx) {
  Options o = given;
  if (o.all && !o.account.empty()) {
    return Error(Code::Usage, "specify only one of --account or --all-accounts");
  }
  if (!o.file.empty() && (o.all || !o.account.empty())) {
    return Error(Code::Usage, "specify only one of --account or --all-accounts or --file");
  }
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  if (session.interactive() && !o.all && o.account.empty() && o.file.empty()) {
    NATSOP_TRY(o.account, ask_account(session, o.account));
  }
  NATSOP_TRY(const auto found,
             o.file.empty() ? check_store(session, o) : check_file(session, o.file));
  NATSOP_CHECK(show(ctx, found));
  const bool bad =
      is_bad(found.operator_issues) ||
      std::ranges::any_of(found.accounts, [](const EntityIssues& each) { return is_bad(each); });
  if (bad) return Error(Code::Failed, "validation found errors");
  return {};
}

}  // namespace

void verb(cli::Command& root) {
  root.leaf<Options>(
      {.name = "validate",
       .summary = "Check operator, accounts and users for mistakes and expiry",
       .description =
           {"Lines with `!` are errors, or times that are over: what the servers refuse. "
            "The others are advice."},
       .examples = {"nsc validate", "nsc validate --all-accounts", "nsc validate -f packed.txt"},
       .impact = cli::Impact::ReadOnly,
       .data = true},
      flags, run);
}

}  // namespace natsop::commands::nsc::validation
