#pragma once
#include <string>
#include <vector>

#include "core/base/result.h"

namespace natsop::client {

/// The addresses of a host, as numbers, in the system's order of preference and each once; the
/// host itself when it is an address. Blocks as long as the resolver does. Error: Unreachable.
[[nodiscard]] Result<std::vector<std::string>> resolve_host(const std::string& host);

}  // namespace natsop::client
