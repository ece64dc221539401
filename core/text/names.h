#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace natsop::text {

/// Names without the trailing dot-separated labels that all of them share; the first label always
/// stays:
/// {"n1.eu.corp", "n2.eu.corp"} to {"n1", "n2"}.
[[nodiscard]] std::vector<std::string> compact_names(const std::vector<std::string>& names);

/// A header as `-H "Key: Value"` gives it: split at the first colon, both sides trimmed, the key's
/// case kept. Invalid without a colon or a key.
[[nodiscard]] Result<std::pair<std::string, std::string>> parse_header(std::string_view text);

/// An entry of a map flag: "key:value" or "key=value", whichever separator comes first; nothing is
/// trimmed.
[[nodiscard]] Result<std::pair<std::string, std::string>> parse_pair(std::string_view text);

}  // namespace natsop::text
