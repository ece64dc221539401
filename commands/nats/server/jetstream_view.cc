#include "commands/nats/server/jetstream_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "commands/nats/report/raft.h"
#include "core/text/duration.h"
#include "core/text/names.h"
#include "core/text/number.h"
#include "core/text/size.h"

namespace natsop::commands::nats::server {
namespace {

using json::Doc;
using render::As;
using system::Answer;

struct Usage {
  std::uint64_t streams = 0;
  std::uint64_t consumers = 0;
  std::uint64_t messages = 0;
  std::uint64_t bytes = 0;
  std::uint64_t memory = 0;
  std::uint64_t file = 0;
  std::uint64_t requests = 0;
  std::uint64_t failures = 0;
};

Usage server_usage(const Doc& data) {
  return {.streams = data.unsigned_at("/streams"),
          .consumers = data.unsigned_at("/consumers"),
          .messages = data.unsigned_at("/messages"),
          .bytes = data.unsigned_at("/bytes"),
          .memory = data.unsigned_at("/memory"),
          .file = data.unsigned_at("/storage"),
          .requests = data.unsigned_at("/api/total"),
          .failures = data.unsigned_at("/api/errors")};
}

/// One account's share of a server: the sum of its streams there. What servers count for the
/// account is of the whole cluster, and stands in where they do not tell how streams are stored.
Usage account_usage(const Doc& data) {
  const auto account = data.at("/account_details/0");
  Usage usage{.requests = account.unsigned_at("/api/total"),
              .failures = account.unsigned_at("/api/errors")};
  bool told = true;
  for (const auto& stream : account.at("/stream_detail").elements()) {
    const auto bytes = stream.unsigned_at("/state/bytes");
    const auto storage = stream.text_at("/config/storage");
    usage.streams += 1;
    usage.consumers += stream.unsigned_at("/state/consumer_count");
    usage.messages += stream.unsigned_at("/state/messages");
    usage.bytes += bytes;
    (storage == "memory" ? usage.memory : usage.file) += bytes;
    told = told && !storage.empty();
  }
  if (!told) {
    usage.memory = account.unsigned_at("/memory");
    usage.file = account.unsigned_at("/storage");
  }
  return usage;
}

Doc row(const JetStreamOrder& order, const Answer& answer, const std::string& name) {
  const auto usage = order.account.empty() ? server_usage(answer.data) : account_usage(answer.data);
  const auto meta = answer.data.at("/meta_cluster");
  const bool leader =
      meta.is_object() && meta.text_at("/leader") == answer.server.name && meta.has("/leader");
  return Doc::object({{"server", answer.server.name},
                      {"shown_server", leader ? name + "*" : name},
                      {"cluster", answer.server.cluster},
                      {"domain", answer.server.domain},
                      {"meta_leader", leader},
                      {"streams", usage.streams},
                      {"consumers", usage.consumers},
                      {"messages", usage.messages},
                      {"bytes", usage.bytes},
                      {"memory", usage.memory},
                      {"file", usage.file},
                      {"api_requests", usage.requests},
                      {"api_errors", usage.failures},
                      {"pending", meta.unsigned_at("/pending")}});
}

/// The member to order by.
std::string order_pointer(const std::string& key) {
  static const std::map<std::string, std::string, std::less<>> kPointers{
      {"name", "/server"},         {"cluster", "/cluster"},  {"streams", "/streams"},
      {"consumers", "/consumers"}, {"msgs", "/messages"},    {"mbytes", "/bytes"},
      {"bytes", "/bytes"},         {"mem", "/memory"},       {"file", "/file"},
      {"store", "/file"},          {"api", "/api_requests"}, {"err", "/api_errors"}};
  const auto found = kPointers.find(key);
  return found == kPointers.end() ? "/cluster" : found->second;
}

void add_footer(render::View& view, bool domains) {
  const auto sum = [&](std::string_view pointer) {
    std::uint64_t total = 0;
    for (const auto& one : view.rows()) total += one.unsigned_at(pointer);
    return total;
  };
  std::vector<render::Cell> cells{"", ""};
  if (domains) cells.emplace_back("");
  for (const auto* pointer : {"/streams", "/consumers", "/messages"}) {
    cells.emplace_back(text::commas(sum(pointer)));
  }
  for (const auto* pointer : {"/bytes", "/memory", "/file"}) {
    cells.emplace_back(text::print_size(sum(pointer)));
  }
  cells.emplace_back(text::commas(sum("/api_requests")));
  cells.emplace_back(sum("/pending"));
  view.footer(std::move(cells));
}

render::View summary_view(const JetStreamOrder& order, const std::vector<Answer>& answers) {
  const bool domains = std::ranges::any_of(
      answers, [](const Answer& answer) { return !answer.server.domain.empty(); });
  std::vector<render::Column> columns{{.header = "Server", .pointer = "/shown_server"},
                                      {.header = "Cluster", .pointer = "/cluster"}};
  if (domains) columns.push_back({.header = "Domain", .pointer = "/domain"});
  for (const auto& [header, pointer] :
       {std::pair("Streams", "/streams"), {"Consumers", "/consumers"}, {"Messages", "/messages"}}) {
    columns.push_back({.header = header, .pointer = pointer, .as = As::Count});
  }
  for (const auto& [header, pointer] :
       {std::pair("Bytes", "/bytes"), {"Memory", "/memory"}, {"File", "/file"}}) {
    columns.push_back({.header = header, .pointer = pointer, .as = As::Bytes});
  }
  columns.push_back({.header = "API Req", .pointer = "/api_requests", .as = As::Count});
  columns.push_back({.header = "API Err", .pointer = "/api_errors", .as = As::Count, .wide = true});
  columns.push_back({.header = "Pending", .pointer = "/pending", .as = As::Number});
  render::View view(order.account.empty() ? std::string("JetStream Summary")
                                          : "JetStream Summary for Account " + order.account,
                    std::move(columns));
  view.name_at("/server").when_empty("No server has JetStream");
  std::vector<std::string> names;
  for (const auto& answer : answers) names.push_back(answer.server.name);
  if (order.compact) names = text::compact_names(names);
  for (std::size_t i = 0; i < answers.size(); ++i) view.add(row(order, answers[i], names[i]));
  view.sort_by("/server").sort_by(order_pointer(order.sort), order.reverse);
  if (!view.empty()) add_footer(view, domains);
  auto rows = Doc::array();
  for (auto one : view.rows()) rows.push(one.erase("/shown_server"));
  view.document(rows);
  return view;
}

std::string lag_text(const Doc& row) { return text::commas(row.unsigned_at("/lag")); }

std::string leader_text(const Doc& row) { return row.boolean_at("/leader") ? "yes" : ""; }

/// A meta group as its leader sees it.
render::View meta_view(const JetStreamOrder& order, const Answer& leader) {
  const auto meta = leader.data.at("/meta_cluster");
  std::vector<std::string> names{leader.server.name};
  const auto replicas = meta.at("/replicas").elements();
  for (const auto& replica : replicas) names.push_back(replica.text_at("/name"));
  if (order.compact) names = text::compact_names(names);
  render::View view("RAFT Meta Group Information - Lead cluster: " + leader.server.cluster,
                    {{.header = "Connection Name", .pointer = "/shown_name"},
                     {.header = "ID", .pointer = "/id"},
                     {.header = "Leader", .pointer = "/leader", .text = leader_text},
                     {.header = "Current", .pointer = "/current", .as = As::Bool},
                     {.header = "Online", .pointer = "/online", .as = As::Bool},
                     {.header = "Active", .pointer = "/active", .as = As::Duration},
                     {.header = "Lag", .pointer = "/lag", .text = lag_text}});
  view.name_at("/name");
  const auto put = [&](const std::string& name, const std::string& shown, const std::string& id,
                       bool leads, const Doc& state) {
    view.add(Doc::object({{"name", name},
                          {"shown_name", shown},
                          {"id", id},
                          {"cluster", leader.server.cluster},
                          {"leader", leads},
                          {"current", leads || state.boolean_at("/current")},
                          {"online", leads || !state.boolean_at("/offline")},
                          {"active", state.integer_at("/active")},
                          {"lag", state.unsigned_at("/lag")}}));
  };
  put(leader.server.name, names.front(), meta.text_at("/peer"), true, Doc());
  for (std::size_t i = 0; i < replicas.size(); ++i) {
    const auto& replica = replicas[i];
    put(replica.text_at("/name"), names[i + 1], replica.text_at("/peer"), false, replica);
  }
  view.sort_by("/name");
  return view;
}

}  // namespace

render::Sheet jetstream_sheet(const JetStreamOrder& order, const std::vector<Answer>& all) {
  std::vector<Answer> answers;
  std::ranges::copy_if(all, std::back_inserter(answers),
                       [&](const Answer& answer) { return !answer.data.boolean_at("/disabled"); });
  render::Sheet sheet;
  sheet.add("servers", summary_view(order, answers));
  if (!order.meta) return sheet;
  std::vector<const Answer*> leaders;
  bool clustered = false;
  for (const auto& answer : answers) {
    const auto meta = answer.data.at("/meta_cluster");
    clustered = clustered || meta.is_object();
    if (meta.is_object() && meta.text_at("/leader") == answer.server.name) {
      leaders.push_back(&answer);
    }
  }
  std::ranges::stable_sort(leaders, {},
                           [](const Answer* answer) { return answer->server.cluster; });
  for (const auto* leader : leaders) {
    sheet.add("meta_" + leader->server.cluster, meta_view(order, *leader));
  }
  if (clustered && leaders.empty()) {
    sheet.note(
        "WARNING: No cluster meta leader found. The cluster expects more than half of its servers "
        "to be up and connected.");
  }
  return sheet;
}

Result<void> add_leaders(render::Sheet& sheet, const std::vector<Answer>& answers) {
  Leaders streams;
  Leaders consumers;
  const auto count = [](Leaders& leaders, const Doc& group) -> Result<void> {
    if (!group.is_object()) return {};
    NATSOP_TRY(const auto cluster, jetstream::ClusterInfo::from_doc(group));
    leaders.count(cluster);
    return {};
  };
  for (const auto& answer : answers) {
    for (const auto& account : answer.data.at("/account_details").elements()) {
      for (const auto& stream : account.at("/stream_detail").elements()) {
        NATSOP_CHECK(count(streams, stream.at("/cluster")));
        for (const auto& consumer : stream.at("/consumer_detail").elements()) {
          NATSOP_CHECK(count(consumers, consumer.at("/cluster")));
        }
      }
    }
  }
  sheet.add("stream_leaders", streams.view("Stream Leaders"));
  sheet.add("consumer_leaders", consumers.view("Consumer Leaders"));
  return {};
}

}  // namespace natsop::commands::nats::server
