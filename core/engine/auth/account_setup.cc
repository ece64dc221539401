#include "core/engine/auth/account_setup.h"

#include <fmt/format.h>

#include <utility>

#include "core/engine/accounts/exports.h"
#include "core/engine/accounts/imports.h"

namespace natsop::engine {

namespace {

Error refused(std::string text) { return Error(Code::Invalid, std::move(text)); }

std::string_view kind_of(bool service) { return service ? "service" : "stream"; }

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

std::string fault_of_import(const ImportRule& rule, const Problem& problem) {
  if (problem.kind == Problem::Kind::UnknownAccount) {
    return fmt::format("\"{}\" account not defined for {} import", rule.account,
                       kind_of(rule.service));
  }
  const std::string& shown = rule.service && !rule.to.empty() ? rule.to : rule.subject;
  return fmt::format("Error adding {} import \"{}\": {}", kind_of(rule.service), shown,
                     fault_of(rule, problem));
}

/// Imports that have no effect, in a directory made of the options.
Result<void> check_imports(const Options& options, AccountDirectory& directory) {
  for (const AccountOptions& options_of : options.accounts) {
    Imports& imports = directory.get(options_of.name).imports();
    const std::vector<Problem> problems = imports.problems();
    if (problems.empty()) {
      continue;
    }
    for (const Imports::Listed& listed : imports.list()) {
      if (!listed.active) {
        return refused(fault_of_import(listed.rule, problems.front()));
      }
    }
  }
  return {};
}

}  // namespace

std::map<std::string, AccountRules> configured_accounts(const Options& options) {
  std::map<std::string, AccountRules> all;
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
  AccountDirectory trial({.loop = loop, .random = random});
  trial.set_cluster(options.cluster_name);
  const auto rules = configured_accounts(options);
  static_cast<void>(trial.apply(rules));
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
  for (const Problem& problem : directory.apply(rules)) {
    log.warn(problem.text());
  }
}

}  // namespace natsop::engine
