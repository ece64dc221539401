#pragma once
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/engine/accounts/account.h"

namespace natsop::engine {

/// All accounts of one server. "$G" is always there. Loop thread only. The loop must outlive it,
/// and subscriptions of its accounts must be gone before it.
class AccountDirectory {
 public:
  static constexpr std::string_view kGlobal = "$G";
  static constexpr std::string_view kDefaultSystem = "$SYS";

  explicit AccountDirectory(Account::Services services);
  AccountDirectory(const AccountDirectory&) = delete;
  AccountDirectory& operator=(const AccountDirectory&) = delete;
  ~AccountDirectory();

  /// Null when there is none by this name (in operator mode: none loaded).
  [[nodiscard]] Account* find(std::string_view name);
  /// Finds or makes it. Imports from it that waited are looked at again.
  Account& get(std::string_view name);
  /// Takes it out; its members must be gone. It lives until the turn has ended. Imports from it
  /// stop, and wait for one of this name to come back.
  void remove(std::string_view name);

  [[nodiscard]] Account& global() { return get(kGlobal); }
  /// Null with `no_system_account`.
  [[nodiscard]] Account* system() { return system_; }
  void set_system(Account* account) { system_ = account; }

  /// In order of name.
  [[nodiscard]] std::vector<Account*> all();

  /// Account::apply for many, in such an order that none misses what another offers: for start and
  /// reload. Makes those that are not there; leaves alone those that are not named. The problems
  /// are those of the accounts named.
  std::vector<Problem> apply(const std::map<std::string, AccountRules>& rules);

  /// Accounts that have a rule to import from the one of this name, working or not.
  [[nodiscard]] std::vector<Account*> importers_of(std::string_view name);

  /// This server's cluster, which mappings may name; empty: none. Counts from the next apply on.
  void set_cluster(std::string name) { cluster_ = std::move(name); }
  [[nodiscard]] const std::string& cluster() const { return cluster_; }

  /// This server's node id, which the reply subjects of measured requests end with; empty: nothing
  /// does.
  void set_node(std::string id) { node_ = std::move(id); }
  [[nodiscard]] const std::string& node() const { return node_; }

  /// Called for each account that is made, now and later: the system services install their imports
  /// there (server.md 2.9).
  void on_created(std::function<void(Account&)> call);

  /// For core/engine/accounts: the rules to import of this account are others now.
  void note_imports(Account& account);
  /// The same: exports or imports of these accounts changed. Looks at their imports, at those who
  /// import from them, and at all that could not be honoured.
  void settle(const std::vector<Account*>& changed);

 private:
  void close_account(Account& account);
  void forget_imports(Account& account);

  Account::Services services_;
  std::map<std::string, std::unique_ptr<Account>, std::less<>> accounts_;
  std::map<std::string, std::set<Account*>, std::less<>> importers_;  // by exporter
  std::unordered_map<const Account*, std::set<std::string>> noted_;   // the other way round
  std::set<Account*> waiting_;  // some of their imports cannot be honoured yet
  Account* system_ = nullptr;
  std::string cluster_;
  std::string node_;
  std::vector<std::function<void(Account&)>> created_;
};

}  // namespace natsop::engine
