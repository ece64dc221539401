#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "core/base/clock.h"
#include "core/jetstream/cluster_info.h"
#include "core/jetstream/timestamp.h"
#include "core/json/doc.h"
#include "core/render/page.h"
#include "core/render/view.h"

namespace natsop::commands::nats {

/// The servers of a group in one cell: "srv-1*, srv-2, srv-3!", where `*` marks the leader and `!`
/// one that is offline or behind; domain labels that all share are left out. Empty without a
/// cluster.
[[nodiscard]] std::string peers_text(const std::optional<jetstream::ClusterInfo>& cluster);

/// The same for machines: [{"name": "srv-1", "leader": true, "current": true, "offline": false}].
[[nodiscard]] json::Doc peers_document(const std::optional<jetstream::ClusterInfo>& cluster);

/// The section "Cluster Information" of an info page. `group_label` names the RAFT group's row;
/// `now` is when the server said so.
void cluster_section(render::Page& page, const jetstream::ClusterInfo& cluster,
                     std::string group_label, Time now);

/// How many groups each server leads, for "RAFT Leader Report".
class Leaders {
 public:
  /// A group without a leader counts for nobody.
  void count(const std::optional<jetstream::ClusterInfo>& cluster);
  /// `entity` heads the column of counts: "Streams".
  [[nodiscard]] render::View view(const std::string& entity) const;

 private:
  std::map<std::pair<std::string, std::string>, std::size_t> counts_;  // by cluster and server
};

}  // namespace natsop::commands::nats
