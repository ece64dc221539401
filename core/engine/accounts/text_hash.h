#pragma once
#include <functional>
#include <string_view>

namespace natsop::engine {

/// Lets hash tables of strings be asked with views.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>()(text);
  }
};

}  // namespace natsop::engine
