#include "core/engine/monitor/accountz.h"

#include <fmt/format.h>

#include "core/engine/accounts/directory.h"
#include "core/engine/monitor/accstatz.h"
#include "core/engine/monitor/fields.h"
#include "core/engine/monitor/subsz.h"

namespace natsop::engine {

using json::Doc;

Doc account_detail(const ServerView& view, Account& account) {
  const auto figures = account.interest().figures();
  Fields fields;
  fields.put("account_name", account.name()).put("update_time", view.facts.configured);
  fields.some("is_system", &account == view.environment.accounts.system());
  fields.put("expired", false).put("complete", true).put("jetstream_enabled", false);
  fields.put("leafnode_connections", count_members(account, Party::Leaf));
  fields.put("client_connections", count_members(account, Party::Client));
  fields.put("subscriptions", figures.subscriptions);
  fields.put("name_tag", account.display_name());
  InterestFigures sum;
  sum.add(figures);
  Fields interest;
  sum.put(interest);
  fields.put("sublist_stats", interest.done());
  return fields.done();
}

Result<Doc> accountz(const ServerView& view, std::string_view account) {
  AccountDirectory& accounts = view.environment.accounts;
  Fields fields;
  fields.put("server_id", view.id()).put("now", view.now());
  if (const Account* system = accounts.system()) fields.put("system_account", system->name());
  if (account.empty()) {
    std::vector<std::string> names;
    for (const Account* one : accounts.all()) names.push_back(one->name());
    return fields.put("accounts", names).done();
  }
  Account* found = accounts.find(account);
  if (found == nullptr) {
    return Error(Code::NotFound, fmt::format("Account {} does not exist", account));
  }
  return fields.put("account_detail", account_detail(view, *found)).done();
}

}  // namespace natsop::engine
