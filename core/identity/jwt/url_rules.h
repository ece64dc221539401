#pragma once
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace natsop::identity::jwt {

/// The parts of a URL that claims are checked for, as Go's net/url splits them.
struct UrlParts {
  std::string scheme{};  ///< lower case; empty: none
  bool has_user = false;
  std::string host{};  ///< without port and brackets
  std::string path{};  ///< as written
};

/// Invalid `parse "...": ...` for what net/url refuses. Internal to this module.
[[nodiscard]] Result<UrlParts> parse_url(std::string_view url);

}  // namespace natsop::identity::jwt
