#include "commands/nats/connections/connections.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/text/duration.h"
#include "core/text/number.h"
#include "core/text/regex.h"
#include "core/text/size.h"
#include "core/text/time.h"

namespace natsop::commands::nats {
namespace {

using json::Doc;
using render::As;

constexpr std::uint64_t kPage = 1024;
constexpr std::size_t kNameMax = 40;
constexpr std::size_t kAccountMax = 46;
constexpr std::size_t kAccountStart = 12;

std::string_view pointer_of(std::string_view key) {
  static const std::map<std::string_view, std::string_view> kPointers{
      {"in-bytes", "/in_bytes"}, {"out-bytes", "/out_bytes"}, {"in-msgs", "/in_msgs"},
      {"out-msgs", "/out_msgs"}, {"uptime", "/age"},          {"cid", "/cid"},
      {"subs", "/subscriptions"}};
  const auto found = kPointers.find(key);
  return found == kPointers.end() ? "/subscriptions" : found->second;
}

/// How CONNZ numbers the states.
int state_number(std::string_view state) {
  if (state == "closed") return 1;
  return state == "all" ? 2 : 0;
}

Doc page_options(const ConnectionChoice& choice, std::uint64_t offset) {
  auto options = Doc::object({{"auth", true}, {"offset", offset}, {"limit", kPage}});
  const bool closed = choice.state == "open" && !choice.closed_reason.empty();
  options.put("state", state_number(closed ? "closed" : choice.state));
  if (!choice.user.empty()) options.put("user", choice.user);
  if (!choice.account.empty()) options.put("acc", choice.account);
  if (!choice.subject.empty()) options.put("filter_subject", choice.subject);
  return options;
}

/// How long a connection has been open, or was.
std::int64_t age_of(const Doc& connection, const Doc& now) {
  const auto start = text::parse_rfc3339(connection.text_at("/start"));
  const auto stop = connection.text_at("/stop");
  const auto end = text::parse_rfc3339(stop.empty() ? now.text() : stop);
  if (!start || !end) return 0;
  return (*end - *start).count();
}

std::string cid_text(const Doc& row) {
  const auto kind = row.text_at("/kind", "Client");
  const auto cid = std::to_string(row.unsigned_at("/cid"));
  return kind == "Client" ? cid : kind.substr(0, 1) + cid;
}

std::string account_text(const Doc& row) {
  const auto account = row.text_at("/name_tag", row.text_at("/account"));
  return account.size() > kAccountMax ? account.substr(0, kAccountStart) + " .." : account;
}

std::string address_text(const Doc& row) {
  return fmt::format("{}:{}", row.text_at("/ip"), row.unsigned_at("/port"));
}

std::string name_text(const Doc& row) {
  const auto name = row.text_at("/name");
  return name.size() > kNameMax ? name.substr(0, kNameMax) + " .." : name;
}

std::uint64_t sum(const std::vector<Doc>& rows, std::string_view pointer) {
  std::uint64_t total = 0;
  for (const auto& row : rows) total += row.unsigned_at(pointer);
  return total;
}

std::vector<render::Column> columns(bool closed) {
  std::vector<render::Column> list{
      {.header = "CID", .pointer = "/cid", .text = cid_text},
      {.header = "Name", .pointer = "/name", .text = name_text},
      {.header = "Server", .pointer = "/server/name"},
      {.header = "Cluster", .pointer = "/server/cluster"},
      {.header = "IP", .pointer = "/ip", .text = address_text},
      {.header = "Account", .pointer = "/account", .text = account_text},
      {.header = "User", .pointer = "/authorized_user", .wide = true},
      {.header = "Client", .pointer = "/lang", .wide = true},
      {.header = "Version", .pointer = "/version", .wide = true},
      {.header = "Uptime", .pointer = "/age", .as = As::Duration},
      {.header = "In Msgs", .pointer = "/in_msgs", .as = As::Count},
      {.header = "Out Msgs", .pointer = "/out_msgs", .as = As::Count},
      {.header = "In Bytes", .pointer = "/in_bytes", .as = As::Bytes},
      {.header = "Out Bytes", .pointer = "/out_bytes", .as = As::Bytes},
      {.header = "Subs", .pointer = "/subscriptions", .as = As::Count}};
  if (closed) list.push_back({.header = "Reason", .pointer = "/reason"});
  return list;
}

void add_footer(render::View& view, const std::vector<Doc>& all, bool closed) {
  std::vector<render::Cell> cells{
      "",
      fmt::format("Totals for {} connections", text::commas(all.size())),
      "",
      "",
      "",
      "",
      "",
      text::commas(sum(all, "/in_msgs")),
      text::commas(sum(all, "/out_msgs")),
      text::print_size(sum(all, "/in_bytes")),
      text::print_size(sum(all, "/out_bytes")),
      text::commas(sum(all, "/subscriptions"))};
  if (closed) cells.emplace_back("");
  view.footer(std::move(cells));
}

render::View servers_view(const std::vector<Doc>& connections) {
  std::map<std::pair<std::string, std::string>, std::uint64_t> counts;
  for (const auto& one : connections) {
    ++counts[{one.text_at("/server/name"), one.text_at("/server/cluster")}];
  }
  render::View view("Connections per server",
                    {{.header = "Server", .pointer = "/server"},
                     {.header = "Cluster", .pointer = "/cluster"},
                     {.header = "Connections", .pointer = "/connections", .as = As::Number}});
  for (const auto& [server, count] : counts) {
    view.add(Doc::object(
        {{"server", server.first}, {"cluster", server.second}, {"connections", count}}));
  }
  view.sort_by("/connections");
  return view;
}

}  // namespace

void connection_flags(cli::Command& c, ConnectionChoice& choice) {
  c.flag("--sort", choice.sort, "What to order by")
      .choices({"in-bytes", "out-bytes", "in-msgs", "out-msgs", "uptime", "cid", "subs"});
  c.flag("--top", choice.top, "Show this many at most");
  c.flag("--subject", choice.subject, "Only connections with interest in this subject");
  c.flag("--username", choice.user, "Only connections of this user");
  c.flag("--state", choice.state, "Connections in which state").choices({"open", "closed", "all"});
  c.flag("--closed-reason", choice.closed_reason,
         "Only connections closed for a reason that matches (a regular expression)")
      .placeholder("REASON");
}

Result<std::vector<Doc>> gather_connections(const ConnectionChoice& choice,
                                            const AskConnections& ask, const KeepConnection& keep) {
  std::optional<text::Regex> reason;
  if (!choice.closed_reason.empty()) {
    const auto typed = text::Regex::compile(choice.closed_reason);
    if (!typed) return Error(Code::Usage, "--closed-reason: " + typed.error().message());
    NATSOP_TRY(reason, text::Regex::compile("(?i)" + choice.closed_reason));
  }
  std::vector<Doc> all;
  bool more = true;
  for (std::uint64_t offset = 0; more; offset += kPage) {
    more = false;
    NATSOP_TRY(const auto answers, ask(page_options(choice, offset)));
    for (const auto& answer : answers.all) {
      more = more || answer.data.unsigned_at("/total") > offset + kPage;
      const auto server = Doc::object({{"name", answer.server.name},
                                       {"id", answer.server.id},
                                       {"cluster", answer.server.cluster}});
      for (auto connection : answer.data.at("/connections").elements()) {
        if (reason && !reason->search(connection.text_at("/reason"))) continue;
        connection.put("age", age_of(connection, answer.data.at("/now")));
        connection.put("server", server);
        if (keep) {
          NATSOP_TRY(const bool wanted, keep(connection));
          if (!wanted) continue;
        }
        all.push_back(std::move(connection));
      }
    }
  }
  return all;
}

render::Sheet connections_sheet(const ConnectionChoice& choice, std::vector<Doc> connections) {
  const auto key = pointer_of(choice.sort);
  std::ranges::stable_sort(connections, {}, [&](const Doc& one) { return one.integer_at(key); });
  const bool closed = choice.state != "open" || !choice.closed_reason.empty();
  const auto top = std::min(connections.size(), static_cast<std::size_t>(std::max(choice.top, 0)));
  render::View view(fmt::format("Top {} Connections out of {} by {}", text::commas(top),
                                text::commas(connections.size()), choice.sort),
                    columns(closed));
  view.name_at("/cid").when_empty("No connections");
  std::vector<Doc> shown(connections.end() - static_cast<std::ptrdiff_t>(top), connections.end());
  if (choice.reverse) std::ranges::reverse(shown);
  for (auto& one : shown) view.add(std::move(one));
  if (connections.size() > 1) add_footer(view, connections, closed);
  render::Sheet sheet;
  sheet.add("connections", std::move(view));
  sheet.add("servers", servers_view(connections));
  return sheet;
}

}  // namespace natsop::commands::nats
