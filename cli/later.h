#pragma once
#include <string_view>

namespace natsop::cli {

/// Whether the original has a command at this path ("stream backup") that this version lacks; of
/// the missing ones below a missing one only the topmost counts. `face` is the name of the face:
/// "nats", "nsc", "natsop". tests/parity keeps the list true.
[[nodiscard]] bool comes_later(std::string_view face, std::string_view path);

}  // namespace natsop::cli
