#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/identity/keystore.h"
#include "core/identity/nkey.h"
#include "core/identity/resolver.h"
#include "core/identity/store.h"

namespace natsop::identity {

/// Sends accounts to resolvers, lists and removes them there: what `nsc push` does. Everything here
/// is structured; the command words it.

/// An account to push.
struct PushItem {
  std::string name;
  std::string token;
};

/// The named accounts of a store, ready to be pushed.
[[nodiscard]] Result<std::vector<PushItem>> push_items(const Store& store,
                                                       const std::vector<std::string>& accounts);

/// Updates all accounts on all servers, many at a time; replies are in the order of the items. The
/// operation's name for ResolverReply::silence is "push account".
[[nodiscard]] Result<std::vector<ResolverReply>> push_accounts(Resolver& resolver,
                                                               const std::vector<PushItem>& items);

/// The accounts that servers hold.
struct ResolverListing {
  struct Server {
    std::string name;
    std::vector<std::string> accounts;  ///< public keys, as the server lists them
  };

  std::vector<Server> servers;  ///< those that answered properly
  ResolverReply reply;          ///< what all of them said; silence("list accounts")

  /// Keys that some server holds and that `known` (names by key) does not have, each once, in the
  /// order of appearance.
  [[nodiscard]] std::vector<std::string> unknown(
      const std::map<std::string, std::string>& known) const;
};

[[nodiscard]] Result<ResolverListing> list_resolver_accounts(Resolver& resolver);

/// The names of a store's accounts by public key. An account that cannot be read is an error:
/// leaving it out would have it pruned.
[[nodiscard]] Result<std::map<std::string, std::string>> account_names(const Store& store);

/// The request to delete accounts, signed by an operator's key.
[[nodiscard]] Result<std::string> delete_request(const std::vector<std::string>& accounts,
                                                 const KeyPair& operator_key, Time now);

/// Deletes accounts on all servers, with a token from delete_request; silence("prune").
[[nodiscard]] Result<ResolverReply> delete_resolver_accounts(Resolver& resolver,
                                                             std::string request_token);

/// How to log in to the system account.
struct SystemLogin {
  std::string account;  ///< its name in the store
  std::string token;    ///< a user's
  KeyPair key;          ///< that user's
};

struct SystemLoginOptions {
  std::string account{};  ///< name; empty: the operator's system account
  std::string user{};     ///< name; empty: a temporary user, or one whose key is stored
  std::vector<std::string> publish{};
  std::string subscribe{};
};

/// What pushing needs.
[[nodiscard]] SystemLoginOptions push_login();
/// What pulling needs; `inbox` is the only subject it may subscribe to.
[[nodiscard]] SystemLoginOptions pull_login(std::string inbox);

/// A user of the system account, made for two minutes and these permissions and stored nowhere.
/// When the account's key is not stored: a user whose key is. NotFound "system account "" not
/// found", "no system account user with corresponding nkey found"; Invalid when a strict operator's
/// system account has no unscoped signing key.
[[nodiscard]] Result<SystemLogin> system_login(const Store& store, const Keystore& keystore,
                                               const SystemLoginOptions& options, Time now);

}  // namespace natsop::identity
