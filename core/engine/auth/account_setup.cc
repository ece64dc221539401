#include "core/engine/auth/account_setup.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/engine/accounts/exports.h"
#include "core/engine/accounts/imports.h"

namespace natsop::engine {

namespace {

Error refused(std::string text) { return Error(Code::Invalid, std::move(text)); }

std::string_view kind_of(bool service) { return service ? "service" : "stream"; }

const AccountOptions* find_account(const Options& options, std::string_view name) {
  const auto found = std::find_if(options.accounts.begin(), options.accounts.end(),
                                  [&](const auto& account) { return account.name == name; });
  return found == options.accounts.end() ? nullptr : &*found;
}

Result<void> check_names(const Options& options) {
  for (const AccountOptions& account : options.accounts) {
    for (const ExportRule& rule : account.exports) {
      for (const std::string& name : rule.accounts.value_or(std::vector<std::string>())) {
        if (find_account(options, name) == nullptr) {
          return refused(
              fmt::format("\"{}\" account not defined for {} export", name, kind_of(rule.service)));
        }
      }
    }
    for (const ImportRule& rule : account.imports) {
      if (find_account(options, rule.account) == nullptr) {
        return refused(fmt::format("\"{}\" account not defined for {} import", rule.account,
                                   kind_of(rule.service)));
      }
    }
  }
  const std::string& system = options.system_account;
  if (!system.empty() && system != AccountDirectory::kDefaultSystem &&
      find_account(options, system) == nullptr) {
    return refused("error resolving system account: account missing");
  }
  return {};
}

bool has_user(const std::vector<UserOptions>& users, const std::string& name) {
  return std::any_of(users.begin(), users.end(), [&](const UserOptions& user) {
    return name == (user.nkey.empty() ? user.user : user.nkey);
  });
}

Result<void> check_no_auth_user(const Options& options, const std::string& name) {
  if (name.empty()) {
    return {};
  }
  bool any = !options.authorization.users.empty();
  bool found = has_user(options.authorization.users, name);
  for (const AccountOptions& account : options.accounts) {
    any |= !account.users.empty();
    found |= has_user(account.users, name);
  }
  if (!any) {
    return refused(
        fmt::format("no_auth_user: \"{}\" present, but users/nkeys are not defined", name));
  }
  if (!found) {
    return refused(
        fmt::format("no_auth_user: \"{}\" not present as user or nkey in authorization block or "
                    "account configuration",
                    name));
  }
  return {};
}

std::string fault_of(const ImportRule& rule, const Problem& problem) {
  switch (problem.kind) {
    case Problem::Kind::NotExported:
    case Problem::Kind::NotAuthorised:
      return fmt::format("{} import not authorized", kind_of(rule.service));
    case Problem::Kind::Cycle:
      return "import forms a cycle";
    case Problem::Kind::Duplicate:
      return rule.service ? problem.reason : "stream import already exists";
    case Problem::Kind::BadSubject:
    case Problem::Kind::UnknownAccount:
      break;
  }
  return problem.reason;
}

/// Imports that have no effect, in a directory made of the options.
Result<void> check_imports(const Options& options, AccountDirectory& directory) {
  for (const AccountOptions& options_of : options.accounts) {
    Imports& imports = directory.get(options_of.name).imports();
    const std::vector<Problem> problems = imports.problems();
    auto problem = problems.begin();
    for (const Imports::Listed& listed : imports.list()) {
      if (listed.active || problem == problems.end()) {
        continue;
      }
      const ImportRule& rule = listed.rule;
      const std::string& shown = rule.service && !rule.to.empty() ? rule.to : rule.subject;
      return refused(fmt::format("Error adding {} import \"{}\": {}", kind_of(rule.service), shown,
                                 fault_of(rule, *problem)));
    }
  }
  return {};
}

}  // namespace

std::map<std::string, AccountRules, std::less<>> configured_accounts(const Options& options) {
  std::map<std::string, AccountRules, std::less<>> all;
  all[std::string(AccountDirectory::kGlobal)].mappings = options.mappings;
  for (const AccountOptions& account : options.accounts) {
    AccountRules& rules = all[account.name];
    rules.exports = account.exports;
    rules.imports = account.imports;
    rules.mappings.insert(rules.mappings.end(), account.mappings.begin(), account.mappings.end());
    rules.limits = account.limits;
    rules.default_permissions = account.default_permissions;
  }
  return all;
}

Result<void> check_accounts(const Options& options, Loop& loop, Random& random) {
  NATSOP_CHECK(check_names(options));
  NATSOP_CHECK(check_no_auth_user(options, options.no_auth_user));
  NATSOP_CHECK(check_no_auth_user(options, options.websocket.no_auth_user));
  AccountDirectory trial({.loop = loop, .random = random});
  trial.set_cluster(options.cluster_name);
  const auto rules = configured_accounts(options);
  static_cast<void>(trial.apply({rules.begin(), rules.end()}));
  return check_imports(options, trial);
}

void apply_accounts(const Options& options, AccountDirectory& directory, const Logger& log) {
  const std::string system = options.system_account.empty()
                                 ? std::string(AccountDirectory::kDefaultSystem)
                                 : options.system_account;
  const auto rules = configured_accounts(options);
  directory.set_cluster(options.cluster_name);
  directory.set_system(options.no_system_account ? nullptr : &directory.get(system));
  for (Account* account : directory.all()) {
    const std::string name = account->name();
    if (rules.contains(name) || name == system) {
      continue;
    }
    static_cast<void>(account->apply({}));
    if (account->members().empty()) {
      directory.remove(name);
    }
  }
  for (const Problem& problem : directory.apply({rules.begin(), rules.end()})) {
    log.warn(problem.text());
  }
}

}  // namespace natsop::engine
