#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/context.h"
#include "commands/nats/connections/connections.h"
#include "commands/nats/server/asking.h"
#include "commands/nats/server/server.h"
#include "core/text/number.h"
#include "core/text/size.h"

namespace natsop::commands::nats::server {
namespace {

using json::Doc;
using render::As;

/// Servers leave out the account of connections that are in this one.
constexpr const char* kGlobalAccount = "$G";

struct Options {
  ReportChoice choice;
  std::string account;
  std::string sort = "subs";
  int top = 1000;
  bool json = false;
  std::shared_ptr<const ReportOptions> group;
};

void flags(cli::Command& c, Options& o) {
  c.arg("account", o.account, "Show the connections of this account alone");
  c.flag("--sort", o.sort, "What to order by")
      .choices({"in-bytes", "out-bytes", "in-msgs", "out-msgs", "conns", "subs"});
  c.flag("--top", o.top, "Show this many at most");
  c.flag("--json,-j", o.json, "Print the accounts and their connections as JSON");
  report_flags(c, o.choice);
  o.group = c.shared<ReportOptions>();
}

std::string_view pointer_of(std::string_view key) {
  static const std::map<std::string_view, std::string_view> kPointers{
      {"in-bytes", "/in_bytes"}, {"out-bytes", "/out_bytes"}, {"in-msgs", "/in_msgs"},
      {"out-msgs", "/out_msgs"}, {"conns", "/connections"},   {"subs", "/subscriptions"}};
  const auto found = kPointers.find(key);
  return found == kPointers.end() ? "/subscriptions" : found->second;
}

/// What one account does on all servers.
struct Sum {
  std::string name;
  std::vector<Doc> connections;
  std::map<std::string, Doc> servers;  // by id

  void add(const Doc& connection) {
    if (name.empty()) name = connection.text_at("/name_tag");
    servers.emplace(connection.text_at("/server/id"), connection.at("/server"));
    connections.push_back(connection);
  }

  [[nodiscard]] Doc document(const std::string& account, bool with_connections) const {
    const auto total = [this](std::string_view pointer) {
      std::uint64_t sum = 0;
      for (const auto& one : connections) sum += one.unsigned_at(pointer);
      return sum;
    };
    auto doc = Doc::object({{"account", account}});
    if (!name.empty()) doc.put("name_tag", name);
    doc.put("connections", connections.size());
    if (with_connections) doc.put("connection_info", Doc::array(connections));
    for (const auto* key : {"in_msgs", "out_msgs", "in_bytes", "out_bytes", "subscriptions"}) {
      doc.put(key, total(std::string("/") + key));
    }
    auto where = Doc::array();
    for (const auto& [id, server] : servers) where.push(server);
    return doc.put("server", where);
  }
};

/// One document an account, in the order that was asked for, the biggest of them.
std::vector<Doc> accounts_of(const Options& o, const std::vector<Doc>& connections) {
  std::map<std::string, Sum> sums;
  for (const auto& one : connections) sums[one.text_at("/account", kGlobalAccount)].add(one);
  std::vector<Doc> accounts;
  for (const auto& [account, sum] : sums) accounts.push_back(sum.document(account, o.json));
  const auto key = pointer_of(o.sort);
  std::ranges::stable_sort(accounts, {}, [&](const Doc& one) { return one.unsigned_at(key); });
  const auto top = std::min(accounts.size(), static_cast<std::size_t>(std::max(o.top, 0)));
  accounts.erase(accounts.begin(), accounts.end() - static_cast<std::ptrdiff_t>(top));
  if (o.group->reverse) std::ranges::reverse(accounts);
  return accounts;
}

render::View accounts_view(std::vector<Doc> accounts) {
  render::View view(fmt::format("{} Accounts Overview", text::commas(accounts.size())),
                    {{.header = "Account", .pointer = "/account"},
                     {.header = "Name", .pointer = "/name_tag", .wide = true},
                     {.header = "Connections", .pointer = "/connections", .as = As::Count},
                     {.header = "In Msgs", .pointer = "/in_msgs", .as = As::Count},
                     {.header = "Out Msgs", .pointer = "/out_msgs", .as = As::Count},
                     {.header = "In Bytes", .pointer = "/in_bytes", .as = As::Bytes},
                     {.header = "Out Bytes", .pointer = "/out_bytes", .as = As::Bytes},
                     {.header = "Subs", .pointer = "/subscriptions", .as = As::Count}});
  view.name_at("/account");
  for (auto& one : accounts) view.add(std::move(one));
  return view;
}

/// The report on connections that this account's are shown with.
ConnectionChoice connections_of(const Options& o) {
  ConnectionChoice choice{.top = o.top, .account = o.account, .reverse = o.group->reverse};
  // An account has one number of connections, which orders none of them.
  if (o.sort != "conns") choice.sort = o.sort;
  return choice;
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(const auto how, asking(ctx, o.choice));
  NATSOP_TRY(auto servers, fleet(ctx));
  const auto choice = connections_of(o);
  const auto gather = [&]() -> Result<std::vector<Doc>> {
    NATSOP_TRY(
        auto all,
        gather_connections(
            choice, [&](const Doc& options) { return servers.ask("CONNZ", options, how); }, {}));
    if (all.empty() && !o.account.empty()) {
      return Error(Code::NotFound, fmt::format("account \"{}\" has no connections", o.account))
          .hint("`nats server report accounts` shows those that have");
    }
    return all;
  };
  if (o.json) {
    NATSOP_TRY(const auto all, gather());
    auto accounts = accounts_of(o, all);
    if (!o.account.empty() && accounts.size() == 1) return ctx.show(accounts.front());
    return ctx.show(Doc::array(std::move(accounts)));
  }
  return show(ctx, o.choice, "nats server report accounts", [&]() -> Result<render::Sheet> {
    NATSOP_TRY(auto all, gather());
    if (!o.account.empty()) return connections_sheet(choice, std::move(all));
    render::Sheet sheet;
    sheet.add("accounts", accounts_view(accounts_of(o, all)));
    return sheet;
  });
}

}  // namespace

void report_accounts(cli::Command& parent) {
  parent.leaf<Options>({.name = "accounts",
                        .aliases = {"acct"},
                        .summary = "The accounts that have connections, and how busy they are",
                        .examples = {"nats server report accounts --sort in-bytes --top 10",
                                     "nats server report accounts ORDERS -o wide"},
                        .scope = cli::Scope::System,
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::server
