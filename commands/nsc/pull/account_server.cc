#include "core/identity/account_server.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "commands/nsc/pull/pull.h"
#include "commands/nsc/session/web.h"
#include "core/identity/jwt/token.h"

namespace natsop::commands::nsc::pull {
namespace {

namespace jwt = identity::jwt;

constexpr std::size_t kParallel = 8;

struct Fetched {
  std::string account;  ///< name
  std::string key;
  Result<std::string> token = std::string();
};

/// Fetches all tokens, several at a time.
void fetch_all(const std::string& server, std::vector<Fetched>& wanted) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    Web web;
    for (std::size_t i = next++; i < wanted.size(); i = next++) {
      wanted[i].token = identity::fetch_token(web, identity::account_url(server, wanted[i].key));
    }
  };
  std::vector<std::jthread> workers;
  for (std::size_t i = 1; i < std::min(kParallel, wanted.size()); ++i) workers.emplace_back(work);
  work();
}

/// Queues the operator's token, unless the server's is another operator, or older.
Result<void> take_operator(const Session& session, identity::Transaction& tx, const Plan& plan,
                           std::string token) {
  NATSOP_TRY(const auto local, session.store().operator_claims());
  NATSOP_TRY(const auto remote, jwt::decode_operator(token));
  if (remote.subject != local.subject) {
    return Error(Code::Conflict,
                 fmt::format("the account server is that of another operator, {}", remote.subject));
  }
  if (local.issued_at > remote.issued_at && !plan.overwrite_newer) {
    return Error(Code::Conflict,
                 fmt::format("local jwt for \"{}\" is newer than remote version - specify "
                             "--overwrite-newer to overwrite",
                             session.store().name()));
  }
  session.store().put_operator(tx, std::move(token));
  return {};
}

void pull_operator(const Session& session, identity::Transaction& tx, const Plan& plan,
                   render::Report& report) {
  const std::string name = session.store().name();
  Web web;
  auto token = identity::fetch_token(web, identity::operator_url(plan.url));
  auto taken = token ? take_operator(session, tx, plan, *std::move(token))
                     : Result<void>(std::move(token).error());
  if (taken) {
    report.ok(fmt::format("pulled \"{}\" from the account server", name));
    return;
  }
  report.group(fmt::format("pull \"{}\" from the account server", name))
      .error(taken.error().one_line());
}

void take_account(const Session& session, identity::Transaction& tx, const Plan& plan,
                  const Fetched& fetched, render::Report& report) {
  const std::string stored = fmt::format("pulled \"{}\" from the account server", fetched.account);
  if (fetched.token) {
    const auto claims = jwt::decode_account(*fetched.token);
    if (claims && claims->subject == fetched.key) {
      const auto outcomes = identity::merge_pulled(
          session.store(), tx, {{fetched.key, *fetched.token}}, plan.overwrite_newer);
      for (const auto& outcome : outcomes) tell(outcome, stored, report);
      return;
    }
    report.error(claims ? fmt::format("the account server answered for \"{}\" with the jwt of {}",
                                      fetched.account, claims->subject)
                        : fmt::format("cannot store account \"{}\": {}", fetched.account,
                                      claims.error().message()));
    return;
  }
  report.group(fmt::format("pull \"{}\" from the account server", fetched.account))
      .error(fetched.token.error().one_line());
}

}  // namespace

Result<void> from_account_server(const Session& session, const Plan& plan, render::Report& report) {
  NATSOP_CHECK(check_no_tls(plan.system, plan.url));
  std::vector<std::string> names{plan.account};
  if (plan.account.empty()) {
    NATSOP_TRY(names, session.store().accounts());
  }
  std::vector<Fetched> wanted;
  for (const auto& name : names) {
    NATSOP_TRY(const auto claims, session.store().account_claims(name));
    wanted.push_back({.account = name, .key = claims.subject});
  }
  fetch_all(plan.url, wanted);
  NATSOP_TRY(auto tx, session.begin());
  if (plan.account.empty()) pull_operator(session, tx, plan, report);
  for (const auto& fetched : wanted) take_account(session, tx, plan, fetched, report);
  return tx.commit();
}

}  // namespace natsop::commands::nsc::pull
