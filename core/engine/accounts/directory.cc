#include "core/engine/accounts/directory.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/engine/accounts/imports.h"

namespace natsop::engine {

namespace {

/// Keeps an account that was removed until the turn has ended.
struct Retired final : Disposable {
  explicit Retired(std::unique_ptr<Account> kept) : account(std::move(kept)) {}
  std::unique_ptr<Account> account;
};

}  // namespace

std::string Problem::text() const {
  return fmt::format("account \"{}\": {}: {}", account, rule, reason);
}

AccountDirectory::AccountDirectory(Account::Services services) : services_(services) {
  get(kGlobal);
}

AccountDirectory::~AccountDirectory() {
  for (const auto& [name, account] : accounts_) {
    account->close();
  }
}

Account* AccountDirectory::find(std::string_view name) {
  const auto found = accounts_.find(name);
  return found == accounts_.end() ? nullptr : found->second.get();
}

Account& AccountDirectory::get(std::string_view name) {
  if (Account* known = find(name)) {
    return *known;
  }
  auto made = std::make_unique<Account>(std::string(name), services_, *this);
  Account& account = *made;
  accounts_.emplace(name, std::move(made));
  for (const auto& call : created_) {
    call(account);
  }
  settle({&account});
  return account;
}

void AccountDirectory::remove(std::string_view name) {
  const auto found = accounts_.find(name);
  if (found == accounts_.end() || name == kGlobal) {
    return;
  }
  auto gone = std::make_unique<Retired>(std::move(found->second));
  accounts_.erase(found);
  if (system_ == gone->account.get()) {
    system_ = nullptr;
  }
  close_account(*gone->account);
  services_.loop.dispose(std::move(gone));
}

void AccountDirectory::close_account(Account& account) {
  account.close();
  forget_imports(account);
  noted_.erase(&account);
  waiting_.erase(&account);
  settle(importers_of(account.name()));
}

std::vector<Account*> AccountDirectory::all() {
  std::vector<Account*> accounts;
  for (const auto& [name, account] : accounts_) {
    accounts.push_back(account.get());
  }
  return accounts;
}

std::vector<Account*> AccountDirectory::importers_of(std::string_view name) {
  const auto found = importers_.find(name);
  return found == importers_.end()
             ? std::vector<Account*>()
             : std::vector<Account*>(found->second.begin(), found->second.end());
}

std::vector<Problem> AccountDirectory::apply(const std::map<std::string, AccountRules>& rules) {
  std::vector<Problem> problems;
  std::vector<Account*> changed;
  for (const auto& [name, own] : rules) {
    changed.push_back(&get(name));
    changed.back()->apply_own(own, problems);
  }
  settle(changed);
  for (Account* account : changed) {
    const std::vector<Problem> imports = account->imports().problems();
    problems.insert(problems.end(), imports.begin(), imports.end());
    account->tell_members();
  }
  return problems;
}

void AccountDirectory::on_created(std::function<void(Account&)> call) {
  for (const auto& [name, account] : accounts_) {
    call(*account);
  }
  created_.push_back(std::move(call));
}

void AccountDirectory::forget_imports(Account& account) {
  for (const std::string& exporter : noted_[&account]) {
    const auto found = importers_.find(exporter);
    found->second.erase(&account);
    if (found->second.empty()) {
      importers_.erase(found);
    }
  }
}

void AccountDirectory::note_imports(Account& account) {
  forget_imports(account);
  std::set<std::string>& noted = noted_[&account];
  noted = account.imports().exporters();
  for (const std::string& exporter : noted) {
    importers_[exporter].insert(&account);
  }
}

void AccountDirectory::settle(const std::vector<Account*>& changed) {
  // In order of name, so that of two rules that exclude each other always the same one wins.
  std::map<std::string_view, Account*> touched;
  for (Account* account : changed) {
    touched.emplace(account->name(), account);
    for (Account* importer : importers_of(account->name())) {
      touched.emplace(importer->name(), importer);
    }
  }
  for (Account* account : waiting_) {
    touched.emplace(account->name(), account);
  }
  // What stops may be in the way of what starts.
  for (const auto& [name, account] : touched) {
    account->imports().recheck();
  }
  for (const auto& [name, account] : touched) {
    account->imports().resolve();
    if (account->imports().complete()) {
      waiting_.erase(account);
    } else {
      waiting_.insert(account);
    }
  }
}

}  // namespace natsop::engine
