#pragma once
#include <string>
#include <vector>

#include "core/render/view.h"
#include "core/system/fleet.h"

namespace natsop::commands::nats::server {

/// How `server list` shows what came.
struct ListOrder {
  std::string sort = "rtt";
  bool reverse = false;
  bool compact = true;  ///< leave out what the ends of all names have in common
};

/// "Server Overview": one row a server, and what they are together.
[[nodiscard]] render::View servers_view(const ListOrder& order,
                                        const std::vector<system::Answer>& answers);

/// "Cluster Overview"; empty when no server is in a cluster.
[[nodiscard]] render::View clusters_view(const std::vector<system::Answer>& answers);

}  // namespace natsop::commands::nats::server
