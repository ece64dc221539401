#pragma once
#include <string_view>

namespace natsop {

/// The version of this program. CMake and the man pages read it from this line.
inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace natsop
