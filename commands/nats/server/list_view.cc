#include "commands/nats/server/list_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/text/duration.h"
#include "core/text/names.h"
#include "core/text/number.h"
#include "core/text/size.h"
#include "core/text/time.h"

namespace natsop::commands::nats::server {
namespace {

using json::Doc;
using render::As;
using system::Answer;

std::int64_t uptime_of(const Answer& answer) {
  const auto start = text::parse_rfc3339(answer.data.text_at("/start"));
  if (!start || !answer.server.time) return 0;
  return (*answer.server.time - *start).count();
}

Doc row(const Answer& answer, const std::string& name, const std::string& host) {
  const auto& server = answer.server;
  const auto& stats = answer.data;
  auto doc = Doc::object({{"name", server.name},
                          {"id", server.id},
                          {"cluster", server.cluster},
                          {"host", server.host},
                          {"version", server.version},
                          {"jetstream", server.jetstream},
                          {"domain", server.domain},
                          {"connections", stats.unsigned_at("/connections")},
                          {"subscriptions", stats.unsigned_at("/subscriptions")},
                          {"routes", stats.at("/routes").size()},
                          {"gateways", stats.at("/gateways").size()},
                          {"mem", stats.unsigned_at("/mem")},
                          {"cpu", stats.at("/cpu")},
                          {"cores", stats.unsigned_at("/cores")},
                          {"slow_consumers", stats.unsigned_at("/slow_consumers")},
                          {"slow_consumer_stats", stats.at("/slow_consumer_stats")},
                          {"uptime", uptime_of(answer)},
                          {"rtt", answer.rtt.count()}});
  doc.put("shown_name", name);
  doc.put("shown_host", host);
  return doc;
}

std::string jetstream_text(const Doc& row) {
  if (!row.boolean_at("/jetstream")) return "no";
  const auto domain = row.text_at("/domain");
  return domain.empty() ? "yes" : domain;
}

std::string slow_text(const Doc& row) {
  const auto count = row.unsigned_at("/slow_consumers");
  const auto kinds = row.at("/slow_consumer_stats");
  if (count == 0 || !kinds.is_object()) return text::commas(count);
  return fmt::format(
      "{} (c: {} r: {} g: {} l: {})", text::commas(count),
      text::commas(kinds.unsigned_at("/clients")), text::commas(kinds.unsigned_at("/routes")),
      text::commas(kinds.unsigned_at("/gateways")), text::commas(kinds.unsigned_at("/leafs")));
}

std::string cpu_text(const Doc& row) { return fmt::format("{:g}", row.real_at("/cpu")); }

std::vector<render::Column> columns() {
  return {{.header = "Name", .pointer = "/shown_name"},
          {.header = "ID", .pointer = "/id", .wide = true},
          {.header = "Cluster", .pointer = "/cluster"},
          {.header = "Host", .pointer = "/shown_host"},
          {.header = "Version", .pointer = "/version"},
          {.header = "JS", .pointer = "/jetstream", .text = jetstream_text},
          {.header = "Conns", .pointer = "/connections", .as = As::Count},
          {.header = "Subs", .pointer = "/subscriptions", .as = As::Count},
          {.header = "Routes", .pointer = "/routes", .as = As::Number},
          {.header = "GWs", .pointer = "/gateways", .as = As::Number},
          {.header = "Mem", .pointer = "/mem", .as = As::Bytes},
          {.header = "CPU %", .pointer = "/cpu", .text = cpu_text},
          {.header = "Cores", .pointer = "/cores", .as = As::Number},
          {.header = "Slow", .pointer = "/slow_consumers", .text = slow_text},
          {.header = "Uptime", .pointer = "/uptime", .as = As::Duration},
          {.header = "RTT", .pointer = "/rtt", .as = As::Duration}};
}

/// Addresses have dots too, and no part of them to leave out.
bool are_names(const std::vector<std::string>& hosts) {
  return std::ranges::none_of(hosts, [](std::string_view host) {
    return host.contains(':') || host.find_first_not_of("0123456789.") == std::string_view::npos;
  });
}

/// The member to order by, and whether big values come first.
std::pair<std::string, bool> order_of(const std::string& key) {
  static const std::map<std::string, std::pair<std::string, bool>, std::less<>> kOrders{
      {"name", {"/name", false}},
      {"cluster", {"/cluster", false}},
      {"conns", {"/connections", true}},
      {"conn", {"/connections", true}},
      {"subs", {"/subscriptions", true}},
      {"sub", {"/subscriptions", true}},
      {"routes", {"/routes", true}},
      {"route", {"/routes", true}},
      {"gw", {"/gateways", true}},
      {"mem", {"/mem", true}},
      {"cpu", {"/cpu", true}},
      {"slow", {"/slow_consumers", true}},
      {"uptime", {"/uptime", true}},
      {"rtt", {"/rtt", false}}};
  const auto found = kOrders.find(key);
  return found == kOrders.end() ? std::pair(std::string("/rtt"), false) : found->second;
}

void add_footer(render::View& view) {
  std::set<std::string> clusters;
  std::set<std::string> versions;
  std::set<std::uint64_t> routes;
  std::set<std::uint64_t> gateways;
  std::uint64_t jetstream = 0;
  const auto sum = [&](std::string_view pointer) {
    std::uint64_t total = 0;
    for (const auto& one : view.rows()) total += one.unsigned_at(pointer);
    return total;
  };
  for (const auto& one : view.rows()) {
    if (const auto cluster = one.text_at("/cluster"); !cluster.empty()) clusters.insert(cluster);
    versions.insert(one.text_at("/version"));
    routes.insert(one.unsigned_at("/routes"));
    gateways.insert(one.unsigned_at("/gateways"));
    if (one.boolean_at("/jetstream")) ++jetstream;
  }
  // An X stands where servers of one system should agree and do not.
  const auto agree = [](const auto& set) { return set.size() > 1 ? "X" : ""; };
  view.footer({"", text::commas(clusters.size()), text::commas(view.size()), agree(versions),
               text::commas(jetstream), text::commas(sum("/connections")),
               text::commas(sum("/subscriptions")), agree(routes), agree(gateways),
               text::print_size(sum("/mem")), "", "", text::commas(sum("/slow_consumers")), "",
               ""});
}

}  // namespace

render::View servers_view(const ListOrder& order, const std::vector<Answer>& answers) {
  std::vector<std::string> names;
  std::vector<std::string> hosts;
  for (const auto& answer : answers) {
    names.push_back(answer.server.name);
    hosts.push_back(answer.server.host);
  }
  if (order.compact) names = text::compact_names(names);
  if (order.compact && are_names(hosts)) hosts = text::compact_names(hosts);
  render::View view("Server Overview", columns());
  view.name_at("/name");
  for (std::size_t i = 0; i < answers.size(); ++i) view.add(row(answers[i], names[i], hosts[i]));
  const auto [pointer, descending] = order_of(order.sort);
  view.sort_by("/name").sort_by(pointer, descending != order.reverse);
  add_footer(view);
  auto rows = Doc::array();
  for (auto one : view.rows()) rows.push(one.erase("/shown_name").erase("/shown_host"));
  view.document(rows);
  return view;
}

render::View clusters_view(const std::vector<Answer>& answers) {
  struct Sum {
    std::uint64_t nodes = 0;
    std::uint64_t outgoing = 0;
    std::uint64_t incoming = 0;
    std::uint64_t connections = 0;
  };
  std::map<std::string, Sum> sums;
  Sum total;
  for (const auto& answer : answers) {
    if (answer.server.cluster.empty()) continue;
    std::uint64_t incoming = 0;
    const auto gateways = answer.data.at("/gateways").elements();
    for (const auto& gateway : gateways) incoming += gateway.unsigned_at("/inbound_connections");
    for (Sum* sum : {&sums[answer.server.cluster], &total}) {
      sum->nodes += 1;
      sum->outgoing += gateways.size();
      sum->incoming += incoming;
      sum->connections += answer.data.unsigned_at("/connections");
    }
  }
  render::View view(
      "Cluster Overview",
      {{.header = "Cluster", .pointer = "/cluster"},
       {.header = "Node Count", .pointer = "/nodes", .as = As::Number},
       {.header = "Outgoing Gateways", .pointer = "/outgoing_gateways", .as = As::Number},
       {.header = "Incoming Gateways", .pointer = "/incoming_gateways", .as = As::Number},
       {.header = "Connections", .pointer = "/connections", .as = As::Number}});
  for (const auto& [cluster, sum] : sums) {
    view.add(Doc::object({{"cluster", cluster},
                          {"nodes", sum.nodes},
                          {"outgoing_gateways", sum.outgoing},
                          {"incoming_gateways", sum.incoming},
                          {"connections", sum.connections}}));
  }
  view.sort_by("/connections");
  view.footer({"", total.nodes, total.outgoing, total.incoming, total.connections});
  return view;
}

}  // namespace natsop::commands::nats::server
