#pragma once
#include <string>
#include <vector>

#include "core/jetstream/stream_info.h"

namespace natsop::commands::nats::stream {

/// Which streams are copied into which, as GraphViz text: green edges for sources, labelled with
/// what they let through, blue ones for mirrors. Origins in other domains and accounts are named
/// with their API prefix.
[[nodiscard]] std::string replication_graph(const std::vector<jetstream::StreamInfo>& streams);

}  // namespace natsop::commands::nats::stream
