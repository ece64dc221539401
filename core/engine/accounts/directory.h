#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/accounts/account.h"

namespace natsop::engine {

/// All accounts of one server. "$G" is always there. Loop thread only.
class AccountDirectory {
 public:
  static constexpr std::string_view kGlobal = "$G";
  static constexpr std::string_view kDefaultSystem = "$SYS";

  explicit AccountDirectory(Account::Services services);

  /// Null when there is none by this name (in operator mode: none loaded).
  [[nodiscard]] Account* find(std::string_view name);
  /// Finds or makes it.
  Account& get(std::string_view name);
  /// Takes it out; its members must be gone. It lives until the turn has ended.
  void remove(std::string_view name);

  [[nodiscard]] Account& global() { return get(kGlobal); }
  /// Null with `no_system_account`.
  [[nodiscard]] Account* system() { return system_; }
  void set_system(Account* account) { system_ = account; }

  /// In order of name.
  [[nodiscard]] std::vector<Account*> all();

  /// Called for each account that is made, now and later: the system services install their imports
  /// there (server.md 2.9).
  void on_created(std::function<void(Account&)> call);

 private:
  Account::Services services_;
  std::map<std::string, std::unique_ptr<Account>, std::less<>> accounts_;
  Account* system_ = nullptr;
  std::vector<std::function<void(Account&)>> created_;
};

}  // namespace natsop::engine
