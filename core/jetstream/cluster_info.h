#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/jetstream/timestamp.h"
#include "core/json/doc.h"

namespace natsop::jetstream {

/// One follower of a replicated stream or consumer.
struct PeerInfo {
  std::string name{};
  bool current = false;  ///< caught up, and heard of lately
  bool offline = false;
  std::chrono::nanoseconds active{};  ///< since it was last heard of
  std::uint64_t lag = 0;              ///< operations behind
  std::string peer{};                 ///< its id in the group
  bool pending = false;               ///< assigned, and not yet in the group
  json::Doc extra{};

  [[nodiscard]] static Result<PeerInfo> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const PeerInfo&, const PeerInfo&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

/// The group that keeps a stream or consumer: its leader and followers. A single server gives none.
struct ClusterInfo {
  std::string name{};
  std::string raft_group{};
  std::string leader{};  ///< empty while there is none
  Timestamp leader_since{};
  bool system_account = false;  ///< replication runs in the system account
  std::string traffic_account{};
  std::vector<PeerInfo> replicas{};  ///< without the leader
  json::Doc extra{};

  [[nodiscard]] static Result<ClusterInfo> from_doc(const json::Doc& doc, std::string path = {});
  [[nodiscard]] json::Doc to_doc() const;
  friend bool operator==(const ClusterInfo&, const ClusterInfo&) = default;
  template <class Visit, class Self>
  static void walk(Visit& visit, Self& self);
};

}  // namespace natsop::jetstream
