#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace natsop::engine {

/// The head of an HTTP/1 request. A value.
struct HttpRequest {
  using Fields = std::vector<std::pair<std::string, std::string>>;

  std::string method;
  std::string target;  ///< as it came: "/varz?a=1"
  std::string path;    ///< decoded, without the query
  Fields query;        ///< decoded, in order
  Fields headers;      ///< in order, names as they came
  bool keep_alive = true;
  bool has_body = false;

  /// The first value of a header, whatever the case of its name; empty without one.
  [[nodiscard]] std::string_view header(std::string_view name) const;
  /// Whether a header that is a comma-separated list holds `word`, whatever the case of either.
  [[nodiscard]] bool lists(std::string_view name, std::string_view word) const;
  /// The first value of a parameter; nothing without one.
  [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
};

/// Where the head at the front of `bytes` ends, behind its empty line; npos while it is incomplete.
/// What is before `from` was looked at already.
[[nodiscard]] std::size_t end_of_head(std::string_view bytes, std::size_t from = 0);

/// Parses a complete head.
[[nodiscard]] Result<HttpRequest> parse_head(std::string_view head);

/// The words of a list, without the blanks around them.
[[nodiscard]] std::vector<std::string_view> split_list(std::string_view list, char separator);

/// "Not Found" for 404.
[[nodiscard]] std::string_view http_reason(int status);

}  // namespace natsop::engine
