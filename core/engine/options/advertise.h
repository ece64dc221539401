#pragma once
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace natsop::engine {

/// An address that clients are told of instead of where the server listens.
struct Advertised {
  std::string host;
  int port = 0;
};

/// Reads "host:port", "[::1]:port", or a host alone; without a port, or with 0 or -1, it is
/// `default_port`. Errors: Invalid.
[[nodiscard]] Result<Advertised> parse_advertised(std::string_view text, int default_port);

}  // namespace natsop::engine
