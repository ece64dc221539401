#include "core/identity/pull.h"

#include <fmt/format.h>

namespace natsop::identity {

Result<PulledAccounts> pull_accounts(Requester& requester, std::chrono::milliseconds idle) {
  PulledAccounts pulled;
  bool ended = false;
  const auto take = [&](const ResolverMessage& message) {
    if (message.no_responders) {
      pulled.problem = "failed to get response to pull: nats: no responders available for request";
      return false;
    }
    if (message.payload.empty()) {
      ended = true;
      return false;
    }
    const std::size_t bar = message.payload.find('|');
    if (bar == std::string::npos) {
      pulled.problem = "pull response bad";
      return false;
    }
    pulled.accounts.push_back({message.payload.substr(0, bar), message.payload.substr(bar + 1)});
    return true;
  };
  NATSOP_CHECK(requester.scatter({{std::string(kPackSubject), ""}}, [idle] { return idle; }, take));
  if (!ended && pulled.problem.empty()) {
    pulled.problem = "failed to get response to pull: nats: timeout";
  }
  return pulled;
}

std::vector<PulledOutcome> merge_pulled(const Store& store, Transaction& tx,
                                        const std::vector<PulledAccount>& pulled,
                                        bool overwrite_newer) {
  std::vector<PulledOutcome> outcomes;
  for (const auto& account : pulled) {
    const auto remote = jwt::decode_account(account.token);
    if (!remote) {
      outcomes.push_back(
          {PulledOutcome::Kind::Unreadable, account.public_key, remote.error().message()});
      continue;
    }
    const auto token = store.account_token(remote->name);
    if (token && *token == trimmed(account.token)) {
      outcomes.push_back({PulledOutcome::Kind::Unchanged, remote->name, ""});
      continue;
    }
    // A local file that cannot be read is replaced: that is what pulling is for.
    const auto local =
        token ? jwt::decode_account(*token) : Result<jwt::AccountClaims>(token.error());
    if (local && local->subject != remote->subject && !overwrite_newer) {
      outcomes.push_back({PulledOutcome::Kind::OtherAccount, remote->name, remote->subject});
      continue;
    }
    if (local && local->issued_at > remote->issued_at && !overwrite_newer) {
      outcomes.push_back({PulledOutcome::Kind::LocalNewer, remote->name, ""});
      continue;
    }
    if (auto queued = store.put_account(tx, remote->name, std::string(trimmed(account.token)));
        !queued) {
      outcomes.push_back(
          {PulledOutcome::Kind::Unreadable, account.public_key, queued.error().message()});
      continue;
    }
    outcomes.push_back({PulledOutcome::Kind::Stored, remote->name, ""});
  }
  return outcomes;
}

}  // namespace natsop::identity
