#include "core/config/position.h"

#include <fmt/format.h>

namespace natsop::config {

std::string Position::text() const {
  return file == nullptr ? std::string() : fmt::format("{}:{}:{}", *file, line, column);
}

Error error_at(const Position& position, std::string_view message) {
  const auto where = position.text();
  return {Code::Invalid,
          where.empty() ? std::string(message) : fmt::format("{}: {}", where, message)};
}

}  // namespace natsop::config
