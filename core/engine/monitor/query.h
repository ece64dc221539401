#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace natsop::engine {

/// The part of a URL after the question mark, decoded: names and values; of a name that is there
/// twice the first counts.
class Query {
 public:
  Query() = default;
  explicit Query(std::string_view text);

  /// Empty when absent.
  [[nodiscard]] std::string text(std::string_view name) const;
  /// False when absent. Errors, here and below, are in nats-server's words.
  [[nodiscard]] Result<bool> boolean(std::string_view name) const;
  /// 0 when absent.
  [[nodiscard]] Result<std::int64_t> integer(std::string_view name) const;
  [[nodiscard]] Result<std::uint64_t> unsigned_integer(std::string_view name) const;

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

/// `%41` and `+` resolved; what is not a valid escape stays as it is.
[[nodiscard]] std::string percent_decode(std::string_view text);

}  // namespace natsop::engine
