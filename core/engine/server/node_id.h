#pragma once
#include <string>
#include <string_view>

namespace natsop::engine {

/// What nats-server calls a server where its name would be too long: eight letters and digits made
/// of it (server.md 4.4).
[[nodiscard]] std::string node_id(std::string_view server_name);

}  // namespace natsop::engine
