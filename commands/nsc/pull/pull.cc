#include "commands/nsc/pull/pull.h"

#include <fmt/format.h>

#include "commands/nsc/session/ask.h"
#include "core/client/scatter.h"
#include "core/identity/account_server.h"
#include "core/identity/push.h"

namespace natsop::commands::nsc::pull {
namespace {

constexpr std::chrono::milliseconds kIdle{1000};

struct Options {
  std::string account;
  bool all = false;
  bool overwrite_newer = false;
  SystemOptions system;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--account,-a", o.account, "Account to pull: name or public key").placeholder("ACCOUNT");
  c.flag("--all,-A", o.all, "Pull the operator and all accounts");
  c.flag("--overwrite-newer,-F", o.overwrite_newer,
         "Replace accounts of the store that are newer than what is pulled");
  system_flags(c, o.system);
}

Result<void> ask(const Session& session, Options& o) {
  if (o.all || !o.account.empty()) return {};
  NATSOP_TRY(
      o.all,
      ask_yes(session, fmt::format("pull operator \"{}\" and all accounts", session.store().name()),
              true));
  if (o.all) return {};
  NATSOP_TRY(o.account, ask_account(session, o.account));
  return {};
}

Result<Plan> plan_of(const Session& session, const Options& o) {
  if (o.all && !o.account.empty()) {
    return Error(Code::Usage, "specify only one of --account or --all");
  }
  if (!o.all && o.account.empty()) return Error(Code::Usage, "specify --all or --account");
  Plan plan{.overwrite_newer = o.overwrite_newer, .system = o.system};
  NATSOP_TRY(const auto claims, session.store().operator_claims());
  plan.url = identity::trimmed(claims.account_server_url);
  if (plan.url.empty()) {
    return Error(Code::NotFound,
                 fmt::format("operator \"{}\" doesn't set account server url - unable to pull",
                             session.store().name()))
        .hint("`nsc edit operator --account-jwt-server-url nats://localhost:4222` sets it");
  }
  if (o.all) return plan;
  if (identity::is_resolver_url(plan.url)) {
    return Error(Code::Unsupported,
                 fmt::format("operator \"{}\" can only pull all jwt - unable to pull by account",
                             session.store().name()))
        .hint("`nsc pull -A` pulls all of them");
  }
  NATSOP_TRY(plan.account, session.account(o.account));
  return plan;
}

Result<void> run(const Options& given, cli::Context& ctx) {
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  Options o = given;
  if (session.interactive()) NATSOP_CHECK(ask(session, o));
  NATSOP_TRY(const Plan plan, plan_of(session, o));
  render::Report report;
  report.summarised();
  auto done = identity::is_resolver_url(plan.url) ? from_resolver(session, plan, report)
                                                  : from_account_server(session, plan, report);
  return show_jobs(ctx, report, std::move(done));
}

}  // namespace

void tell(const identity::PulledOutcome& outcome, const std::string& stored,
          render::Report& report) {
  using Kind = identity::PulledOutcome::Kind;
  switch (outcome.kind) {
    case Kind::Stored:
    case Kind::Unchanged:
      report.ok(stored);
      return;
    case Kind::LocalNewer:
      report.error(
          fmt::format("local jwt for \"{}\" is newer than remote version - specify "
                      "--overwrite-newer to overwrite",
                      outcome.account));
      return;
    case Kind::OtherAccount:
      report.error(
          fmt::format("the store has another account named \"{}\" than {} - specify "
                      "--overwrite-newer to overwrite",
                      outcome.account, outcome.text));
      return;
    case Kind::Unreadable:
      report.error(fmt::format("cannot store account \"{}\": {}", outcome.account, outcome.text));
      return;
  }
}

Result<void> from_resolver(const Session& session, const Plan& plan, render::Report& report) {
  const std::string inbox = client::Scatter::new_inbox();
  auto system = connect_system(session, plan.system, plan.url, "nsc_pull",
                               identity::pull_login(client::Scatter::subscription(inbox)));
  if (!system) {
    report.error(system.error().message());
    return std::move(system).error();
  }
  auto& step =
      report.group(fmt::format("pull from cluster using system account \"{}\"", system->account));
  client::Scatter scatter(*system->connection, inbox);
  const auto pulled = identity::pull_accounts(scatter, kIdle);
  if (!pulled) {
    step.error(pulled.error().one_line());
    return pulled.error();
  }
  NATSOP_TRY(auto tx, session.begin());
  const auto outcomes =
      identity::merge_pulled(session.store(), tx, pulled->accounts, plan.overwrite_newer);
  NATSOP_CHECK(tx.commit());
  for (const auto& outcome : outcomes) {
    tell(outcome, fmt::format("stored account \"{}\"", outcome.account), step);
  }
  if (!pulled->problem.empty()) step.error(pulled->problem);
  return {};
}

void verb(cli::Command& root) {
  root.leaf<Options>(
      {.name = "pull",
       .summary = "Pull accounts from the servers into the store",
       .description =
           {"Where the operator's account server URL is one of NATS, all accounts that a server's "
            "resolver holds are stored. From an account server at an http or https URL come the "
            "operator and the accounts that the store has, or one of them.\n\n"
            "What is newer in the store than on the servers stays, and is reported."},
       .examples = {"nsc pull -A", "nsc pull -A --overwrite-newer", "nsc pull -a A"},
       .scope = cli::Scope::System,
       .impact = cli::Impact::ReadWrite,
       .data = true},
      flags, run);
}

}  // namespace natsop::commands::nsc::pull
