#pragma once
#include <optional>
#include <string>
#include <string_view>

/// A header block as it is on the wire: "NATS/1.0\r\n", lines "Key: Value\r\n", "\r\n".
namespace natsop::engine::headers {

inline constexpr std::string_view kVersion = "NATS/1.0\r\n";

/// How keys are compared: nats-server's own byte by byte, those that other systems made (traces)
/// and those that a client must not forge in any case of letters.
enum class Case : bool { Exact, Any };

/// The first value of a key, without white space around it; nothing when it is not there. A view
/// into the block.
[[nodiscard]] std::optional<std::string_view> get(std::string_view block, std::string_view key,
                                                  Case letters = Case::Exact);

/// The block without the key's lines; empty when no header and no status is left.
[[nodiscard]] std::string without(std::string_view block, std::string_view key);

/// The block with this as the key's only value; an empty block becomes one.
[[nodiscard]] std::string with(std::string_view block, std::string_view key,
                               std::string_view value);

/// The same at the end of `out`, which may have been used before: no allocation when it is large
/// enough.
void append_with(std::string_view block, std::string_view key, std::string_view value,
                 std::string& out, Case letters = Case::Exact);

}  // namespace natsop::engine::headers
