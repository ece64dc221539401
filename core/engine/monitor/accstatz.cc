#include "core/engine/monitor/accstatz.h"

#include <algorithm>

#include "core/engine/accounts/directory.h"
#include "core/json/reader.h"

namespace natsop::engine {

namespace {

json::Doc traffic(const Traffic& traffic) {
  const json::Doc none = json::Doc::object({{"msgs", 0}, {"bytes", 0}});
  return json::Doc::object({{"msgs", traffic.messages},
                            {"bytes", traffic.bytes},
                            {"gateways", none},
                            {"routes", none},
                            {"leafs", none}});
}

}  // namespace

void put_account_figures(Fields& fields, const Account& account) {
  const std::size_t clients = account.count(Party::Client);
  const std::size_t leafs = account.count(Party::Leaf);
  fields.put("acc", account.name()).put("name", account.display_name());
  fields.put("conns", clients).put("leafnodes", leafs).put("total_conns", clients + leafs);
  fields.put("num_subscriptions", account.interest().subscriptions());
  fields.put("sent", traffic(account.sent)).put("received", traffic(account.received));
  fields.put("slow_consumers", account.slow_consumers);
}

Result<AccstatzOptions> AccstatzOptions::parse(const Query& query) {
  AccstatzOptions options;
  NATSOP_TRY(options.include_unused, query.boolean("unused"));
  std::string names = query.text("accs");
  while (!names.empty()) {
    const auto end = std::min(names.find(','), names.size());
    if (end > 0) options.accounts.push_back(names.substr(0, end));
    names.erase(0, end + 1);
  }
  return options;
}

Result<AccstatzOptions> AccstatzOptions::parse(const json::Doc& body) {
  AccstatzOptions options;
  json::Reader reader(body, "");
  reader.read("accounts", options.accounts);
  reader.read("include_unused", options.include_unused);
  NATSOP_CHECK(reader.done());
  return options;
}

json::Doc accstatz(const ServerView& view, const AccstatzOptions& options) {
  std::vector<json::Doc> rows;
  for (const Account* account : view.environment.accounts.all()) {
    const bool named =
        options.accounts.empty() ||
        std::ranges::find(options.accounts, account->name()) != options.accounts.end();
    if (!named || (!options.include_unused && account->members().empty())) continue;
    Fields fields;
    put_account_figures(fields, *account);
    rows.push_back(fields.done());
  }
  Fields fields;
  fields.put("server_id", view.id()).put("now", view.now());
  fields.put("account_statz", json::Doc::array(std::move(rows)));
  return fields.done();
}

}  // namespace natsop::engine
