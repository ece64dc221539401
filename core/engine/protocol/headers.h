#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace natsop::engine::headers {

/// A header block as it is on the wire: "NATS/1.0\r\n", lines "Key: Value\r\n", "\r\n". Keys are
/// compared byte by byte, as nats-server's own are.
inline constexpr std::string_view kVersion = "NATS/1.0\r\n";

/// The first value of a key, without spaces around it; nothing when it is not there. A view into
/// the block.
[[nodiscard]] std::optional<std::string_view> get(std::string_view block, std::string_view key);

/// The block without the key's lines; empty when no header and no status is left.
[[nodiscard]] std::string without(std::string_view block, std::string_view key);

/// The block with this as the key's only value; an empty block becomes one.
[[nodiscard]] std::string with(std::string_view block, std::string_view key,
                               std::string_view value);

}  // namespace natsop::engine::headers
