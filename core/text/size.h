#pragma once
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace natsop::text {

/// What a flag of natscli takes for bytes: digits, and one of B K KB KiB M MB MiB G GB GiB T TB TiB
/// in any case, always counted by 1024; what follows the unit word is ignored. Empty, and anything
/// that starts with `-`, is -1, for unlimited. Invalid when malformed or when the result is over
/// `max`.
[[nodiscard]] Result<std::int64_t> parse_size(
    std::string_view text, std::int64_t max = std::numeric_limits<std::int64_t>::max());

/// Binary units, one decimal below 10: "0 B", "1000 B", "1.0 KiB", "82 MiB".
[[nodiscard]] std::string print_size(std::uint64_t bytes);

/// What nsc takes for a limit: an optional `-`, a decimal number with optional commas, and a unit
/// in any case: B, K KB M MB … E EB by 1000, KI KIB … EI EIB by 1024. Empty is 0.
[[nodiscard]] Result<std::int64_t> parse_decimal_size(std::string_view text);

/// Decimal units, one decimal below 10: "999 B", "1.0 kB", "11 GB". As nsc prints limits.
[[nodiscard]] std::string print_decimal_size(std::uint64_t bytes);

}  // namespace natsop::text
