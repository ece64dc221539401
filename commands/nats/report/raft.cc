#include "commands/nats/report/raft.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "core/text/duration.h"
#include "core/text/names.h"
#include "core/text/number.h"

namespace natsop::commands::nats {
namespace {

using json::Doc;

std::string replica_text(const jetstream::PeerInfo& peer) {
  std::string out = peer.name + (peer.current ? ", current" : ", outdated");
  if (peer.offline) out += ", OFFLINE";
  if (peer.active.count() > 0) {
    out += fmt::format(", seen {} ago", text::print_duration(peer.active));
  } else {
    out += ", not seen";
  }
  if (peer.lag > 0) {
    out += fmt::format(", {} operation{} behind", text::commas(peer.lag), peer.lag == 1 ? "" : "s");
  }
  return out;
}

}  // namespace

std::string peers_text(const std::optional<jetstream::ClusterInfo>& cluster) {
  if (!cluster) return {};
  std::vector<std::string> names;
  std::vector<std::string> marks;
  if (!cluster->leader.empty()) {
    names.push_back(cluster->leader);
    marks.emplace_back("*");
  }
  for (const auto& peer : cluster->replicas) {
    names.push_back(peer.name);
    marks.emplace_back(peer.offline || !peer.current ? "!" : "");
  }
  auto shown = text::compact_names(names);
  for (std::size_t i = 0; i < shown.size(); ++i) shown[i] += marks[i];
  std::ranges::sort(shown);
  return fmt::format("{}", fmt::join(shown, ", "));
}

Doc peers_document(const std::optional<jetstream::ClusterInfo>& cluster) {
  auto peers = Doc::array();
  if (!cluster) return peers;
  const auto put = [&](const std::string& name, bool leader, bool current, bool offline) {
    peers.push(Doc::object(
        {{"name", name}, {"leader", leader}, {"current", current}, {"offline", offline}}));
  };
  if (!cluster->leader.empty()) put(cluster->leader, true, true, false);
  for (const auto& peer : cluster->replicas) put(peer.name, false, peer.current, peer.offline);
  return peers;
}

void cluster_section(render::Page& page, const jetstream::ClusterInfo& cluster,
                     std::string group_label, Time now) {
  page.section("Cluster Information");
  page.row("Name", cluster.name);
  page.row_if(std::move(group_label), cluster.raft_group);
  if (cluster.leader.empty()) {
    page.row("Leader", "no leader");
  } else if (cluster.leader_since) {
    page.row("Leader", fmt::format("{} ({})", cluster.leader,
                                   text::print_duration(now - *cluster.leader_since)));
  } else {
    page.row("Leader", cluster.leader);
  }
  for (const auto& peer : cluster.replicas) page.row("Replica", replica_text(peer));
}

void Leaders::count(const std::optional<jetstream::ClusterInfo>& cluster) {
  if (cluster && !cluster->leader.empty()) ++counts_[{cluster->name, cluster->leader}];
}

render::View Leaders::view(const std::string& entity) const {
  render::View view("RAFT Leader Report",
                    {{.header = "Server", .pointer = "/server"},
                     {.header = "Cluster", .pointer = "/cluster"},
                     {.header = entity, .pointer = "/count", .as = render::As::Number},
                     {.header = "Distribution", .pointer = "/distribution"}});
  std::map<std::string, std::size_t> totals;
  for (const auto& [key, count] : counts_) totals[key.first] += count;
  std::vector<std::pair<std::pair<std::string, std::string>, std::size_t>> rows(counts_.begin(),
                                                                                counts_.end());
  std::ranges::stable_sort(rows, [](const auto& a, const auto& b) {
    return std::pair(a.first.first, a.second) < std::pair(b.first.first, b.second);
  });
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& [key, count] = rows[i];
    if (i > 0 && rows[i - 1].first.first != key.first) view.separator();
    const auto stars = std::max<std::size_t>(1, 10 * count / totals[key.first]);
    view.add(Doc::object({{"server", key.second},
                          {"cluster", key.first},
                          {"count", count},
                          {"distribution", std::string(stars, '*')}}));
  }
  return view;
}

}  // namespace natsop::commands::nats
