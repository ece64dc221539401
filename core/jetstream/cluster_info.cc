#include "core/jetstream/cluster_info.h"

#include "core/jetstream/wire.h"

namespace natsop::jetstream {

using wire::Emit;

template <class Visit, class Self>
void PeerInfo::walk(Visit& visit, Self& self) {
  visit("name", self.name, Emit::Always);
  visit("current", self.current, Emit::Always);
  visit("offline", self.offline);
  visit("active", self.active, Emit::Always);
  visit("lag", self.lag);
  visit("peer", self.peer, Emit::Always);
  visit("pending", self.pending);
}

template <class Visit, class Self>
void ClusterInfo::walk(Visit& visit, Self& self) {
  visit("name", self.name);
  visit("raft_group", self.raft_group);
  visit("leader", self.leader);
  visit("leader_since", self.leader_since);
  visit("system_account", self.system_account);
  visit("traffic_account", self.traffic_account);
  visit("replicas", self.replicas);
}

NATSOP_JETSTREAM_MODEL(PeerInfo)
NATSOP_JETSTREAM_MODEL(ClusterInfo)

}  // namespace natsop::jetstream
