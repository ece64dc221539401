#include "commands/nsc/push/push.h"

#include <fmt/format.h>

#include <algorithm>

#include "commands/nsc/session/ask.h"
#include "core/identity/account_server.h"
#include "core/identity/validation.h"

namespace natsop::commands::nsc::push {
namespace {

constexpr int kTimeoutMax = 60;

struct Options {
  std::string account;
  std::string url;
  std::string removal;
  bool all = false;
  bool diff = false;
  bool force = false;
  bool prune = false;
  int timeout = 1;
  SystemOptions system;
};

void flags(cli::Command& c, Options& o) {
  c.flag("--account,-a", o.account, "Account to push: name or public key").placeholder("ACCOUNT");
  c.flag("--all,-A", o.all, "Push all accounts of the operator");
  c.flag("--account-jwt-server-url,-u", o.url,
         "Servers, or account server, to push to; the operator's without")
      .placeholder("URL,…");
  c.flag("--prune,-P", o.prune, "Delete accounts on the servers that are not in the store");
  c.flag("--diff,-D", o.diff, "Show which accounts of the servers are in the store");
  c.flag("--account-removal,-R", o.removal, "Delete this account on the servers")
      .placeholder("ACCOUNT");
  c.flag("--force,-F", o.force, "Push accounts that are not valid, too");
  c.flag("--timeout", o.timeout, "Seconds to wait for servers that do not answer, 1 to 60")
      .placeholder("SECONDS");
  system_flags(c, o.system);
}

Result<void> check(const Options& o) {
  if (o.all && !o.account.empty()) {
    return Error(Code::Usage, "specify only one of --account or --all-accounts");
  }
  if (!o.removal.empty() && (o.prune || o.diff)) {
    return Error(Code::Usage,
                 "--prune/--diff and --account-removal <account> are mutually exclusive");
  }
  if (o.prune && o.diff) return Error(Code::Usage, "--prune and --diff are mutually exclusive");
  return {};
}

bool looks_only(const Options& o) { return o.prune || o.diff || !o.removal.empty(); }

std::string own_url(const Session& session) {
  const auto claims = session.store().operator_claims();
  return claims ? claims->account_server_url : std::string();
}

Result<void> ask(const Session& session, Options& o) {
  if (!o.all && !looks_only(o)) {
    NATSOP_TRY(o.account, ask_account(session, o.account));
  }
  NATSOP_TRY(o.url, ask_text(session, "Account Server URL or nats-resolver enabled nats-server URL",
                             o.url.empty() ? own_url(session) : o.url, valid_url_or_empty));
  if (identity::is_resolver_url(o.url)) return ask_system_user(session, o.system);
  return {};
}

Result<std::vector<std::string>> accounts_of(const Session& session, const Options& o) {
  if (o.all) {
    NATSOP_TRY(auto names, session.store().accounts());
    if (names.empty()) {
      return Error(Code::NotFound,
                   fmt::format("operator \"{}\" has no accounts", session.store().name()))
          .hint("`nsc add account NAME` makes one");
    }
    return names;
  }
  if (o.account.empty() && looks_only(o)) return std::vector<std::string>();
  NATSOP_TRY(auto name, session.account(o.account));
  return std::vector<std::string>{std::move(name)};
}

Result<std::string> url_of(const Session& session, const Options& o) {
  std::string url(identity::trimmed(o.url.empty() ? own_url(session) : o.url));
  if (url.empty()) {
    return Error(Code::NotFound,
                 "no account server url or nats-server url was provided by the operator jwt")
        .hint(
            "give one with -u, or set it for good: `nsc edit operator --account-jwt-server-url "
            "nats://localhost:4222`");
  }
  if (!identity::is_resolver_url(url) && !identity::is_account_server_url(url)) {
    const auto colon = url.find("://");
    return Error(Code::Invalid,
                 fmt::format("scheme \"{}\" is not supported (http, https, nats, tls, ws, wss)",
                             colon == std::string::npos ? url : url.substr(0, colon)))
        .hint("nats://HOST:4222 reaches servers with a resolver, http://… an account server");
  }
  if (identity::is_account_server_url(url)) {
    if (looks_only(o)) {
      return Error(Code::Unsupported,
                   "--prune, --diff and --account-removal need servers with a nats-resolver")
          .hint(fmt::format("\"{}\" is an account server; give a nats:// URL with -u", url));
    }
    NATSOP_CHECK(check_no_tls(o.system, url));
  }
  return url;
}

Result<Plan> plan_of(const Session& session, const Options& o) {
  Plan plan{.prune = o.prune,
            .diff = o.diff,
            .timeout = std::chrono::seconds(std::clamp(o.timeout, 1, kTimeoutMax)),
            .system = o.system};
  NATSOP_TRY(plan.accounts, accounts_of(session, o));
  NATSOP_TRY(plan.url, url_of(session, o));
  if (!o.removal.empty()) {
    NATSOP_TRY(plan.removal, session.account_key(o.removal));
  }
  if (o.force) return plan;
  for (const auto& account : plan.accounts) {
    NATSOP_CHECK(identity::check_pushable(session.store(), account, session.now()));
  }
  return plan;
}

Result<void> run(const Options& given, cli::Context& ctx) {
  NATSOP_CHECK(check(given));
  NATSOP_TRY(const Session session, Session::open_store(ctx));
  Options o = given;
  if (session.interactive()) NATSOP_CHECK(ask(session, o));
  NATSOP_TRY(const Plan plan, plan_of(session, o));
  render::Report report;
  report.summarised();
  auto done = identity::is_resolver_url(plan.url) ? to_resolvers(session, plan, report)
                                                  : to_account_server(session, plan, report);
  return show_jobs(ctx, report, std::move(done));
}

}  // namespace

void verb(cli::Command& root) {
  root.leaf<Options>(
      {.name = "push",
       .summary = "Push accounts to the servers",
       .description =
           {"Servers with a nats-resolver are reached at nats, tls, ws and wss URLs, with a user "
            "of "
            "the system account that exists for two minutes and is stored nowhere. All servers "
            "are counted, and the command ends as soon as each of them has answered.\n\n"
            "Account servers are reached at http and https URLs.\n\n"
            "--prune, --diff and --account-removal push nothing unless --all or --account is given "
            "as well."},
       .examples = {"nsc push -A", "nsc push -a A -u nats://localhost:4222", "nsc push --diff",
                    "nsc push --prune --timeout 5"},
       .scope = cli::Scope::System,
       .impact = cli::Impact::ReadWrite,
       .data = true},
      flags, run);
}

}  // namespace natsop::commands::nsc::push
