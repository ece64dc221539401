#pragma once
#include <string>
#include <string_view>

namespace natsop::render {

/// A field of a CSV or TSV line (RFC 4180): quoted when it holds the separator, a quote or a line
/// break.
[[nodiscard]] std::string csv_field(std::string_view text, char separator = ',');

}  // namespace natsop::render
