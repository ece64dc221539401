#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "cli/flag.h"

namespace natsop::commands::nsc {

/// A list as nsc's flags take it: repeatable, and each value splits at commas (quotes protect
/// them). Blanks around an element are dropped, and so are empty elements.
struct List : std::vector<std::string> {
  using std::vector<std::string>::vector;
};

/// A limit as nsc's flags take it: "-1", "1000", "1.5GB", "10MiB" (text::parse_decimal_size).
/// Negative values other than -1 are refused.
struct Limit {
  std::int64_t value = 0;
};

[[nodiscard]] Result<std::int64_t> parse_limit(std::string_view text);

void bind(cli::FlagData& data, List& target);
void bind(cli::FlagData& data, Limit& target);

}  // namespace natsop::commands::nsc
