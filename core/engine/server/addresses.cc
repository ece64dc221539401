#include "core/engine/server/addresses.h"

#include <fmt/format.h>

namespace natsop::engine {

std::string host_port(std::string_view host, int port) {
  const bool bare_six = host.find(':') != std::string_view::npos && !host.starts_with('[');
  return bare_six ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

}  // namespace natsop::engine
