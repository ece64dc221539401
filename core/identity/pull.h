#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/identity/resolver.h"
#include "core/identity/store.h"

namespace natsop::identity {

/// An account as a resolver holds it.
struct PulledAccount {
  std::string public_key;
  std::string token;
};

/// What one resolver sent.
struct PulledAccounts {
  std::vector<PulledAccount> accounts;
  /// nsc's text for what went wrong: "failed to get response to pull: nats: timeout", "pull
  /// response bad"; empty when all went well. Accounts that came before it are there.
  std::string problem;
};

/// Asks one resolver for all it has. `idle` is the wait for each message.
[[nodiscard]] Result<PulledAccounts> pull_accounts(Requester& requester,
                                                   std::chrono::milliseconds idle);

/// What became of one pulled token.
struct PulledOutcome {
  enum class Kind {
    Stored,
    Unchanged,     ///< the store has this very token
    LocalNewer,    ///< the store's token was issued later, and overwriting was not asked for
    OtherAccount,  ///< the store has another account of this name; `text` is the pulled one's key
    Unreadable,    ///< no account's token, or one that cannot be stored; `text` says why
  };

  Kind kind = Kind::Stored;
  std::string account;  ///< its name; the public key when unreadable
  std::string text;
};

/// Queues the accounts that are newer than the store's, or all with `overwrite_newer`.
[[nodiscard]] std::vector<PulledOutcome> merge_pulled(const Store& store, Transaction& tx,
                                                      const std::vector<PulledAccount>& pulled,
                                                      bool overwrite_newer);

}  // namespace natsop::identity
