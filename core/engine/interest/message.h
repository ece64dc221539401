#pragma once
#include <cstddef>
#include <string_view>

namespace natsop::engine {

/// A message on its way through the engine: views that are valid during the call that passes it.
struct Message {
  std::string_view subject;
  std::string_view reply;       ///< empty: none
  std::string_view body;        ///< the header block, if any, then the payload
  std::size_t header_size = 0;  ///< of the block with its closing blank line; 0: no headers

  [[nodiscard]] std::string_view headers() const { return body.substr(0, header_size); }
  [[nodiscard]] std::string_view payload() const { return body.substr(header_size); }
};

}  // namespace natsop::engine
