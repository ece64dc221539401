#pragma once
#include <string>
#include <string_view>

namespace natsop::engine {

/// The bytes as a gzip file (RFC 1952), for answers to requests with `Accept-Encoding: gzip`.
[[nodiscard]] std::string gzip(std::string_view bytes);

}  // namespace natsop::engine
