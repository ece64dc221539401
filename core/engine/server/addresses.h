#pragma once
#include <string>
#include <string_view>

namespace natsop::engine {

/// "host:port", with brackets around IPv6 addresses.
[[nodiscard]] std::string host_port(std::string_view host, int port);

}  // namespace natsop::engine
