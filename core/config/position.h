#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace natsop::config {

/// Where something stands in a configuration. Lines and columns count from 1; columns in bytes.
struct Position {
  std::shared_ptr<const std::string> file;  ///< as the user named it; null: nowhere in particular
  int line = 0;
  int column = 0;

  /// "nats.conf:12:3"; empty when it is nowhere.
  [[nodiscard]] std::string text() const;
};

/// The Error "nats.conf:12:3: MESSAGE".
[[nodiscard]] Error error_at(const Position& position, std::string_view message);

}  // namespace natsop::config
