// The system account of operator mode, which must be there for others to be pushed.
#include <fmt/format.h>

#include <utility>

#include "core/engine/auth/operator_accounts.h"

namespace natsop::engine {

namespace {

constexpr std::chrono::seconds kRetry{1};

}  // namespace

void OperatorAccounts::start(std::function<void()> done) {
  const std::string& id = trust_.system_account;
  if (id.empty()) {
    services_.accounts.set_system(&services_.accounts.get(AccountDirectory::kDefaultSystem));
    return done();
  }
  services_.accounts.set_system(&services_.accounts.get(id));
  lookup(id, [this, done = std::move(done)](const Result<const OperatorAccount*>& found) {
    if (!found) {
      make_stand_in();
      retry_system_account();
    }
    done();
  });
}

/// Users signed with the account's own key may connect, and push the account's token.
void OperatorAccounts::make_stand_in() {
  const std::string& id = trust_.system_account;
  services_.log.warn("Using bootstrapping system account", {{"account", id}});
  Entry& entry = entries_[id];
  entry.id = id;
  entry.claims = identity::jwt::AccountClaims::create(id);
  entry.claims.name = "SYS-bootstrap";
  entry.claims.issuer = id;
  entry.account = &services_.accounts.get(id);
  entry.updated = services_.loop.clock().now();
  entry.stand_in = true;
}

void OperatorAccounts::retry_system_account() {
  retry_ = services_.loop.after(kRetry, [this] {
    const auto found = entries_.find(trust_.system_account);
    if (found == entries_.end() || !found->second.stand_in) {
      return;
    }
    fetch(trust_.system_account, [this](const Result<void>& outcome) {
      if (!outcome) {
        return retry_system_account();
      }
      services_.log.info("System account fetched and updated");
    });
  });
}

}  // namespace natsop::engine
