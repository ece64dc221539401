#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "core/base/result.h"

namespace natsop::jetstream {

/// A moment that may be unset. On the wire an unset one is either left out or Go's zero time,
/// "0001-01-01T00:00:00Z".
using Timestamp = std::optional<Time>;

/// RFC 3339 in UTC with as many decimals as needed: "2026-11-21T09:44:39.9437159Z"; the zero time
/// when unset.
[[nodiscard]] std::string format_timestamp(const Timestamp& time);

/// Reads RFC 3339 with any offset and up to nine decimals; the zero time is unset. Errors: Invalid,
/// also outside the years 1678 to 2261.
[[nodiscard]] Result<Timestamp> parse_timestamp(std::string_view text);

}  // namespace natsop::jetstream
