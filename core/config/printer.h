#pragma once
#include <string>

#include "core/config/value.h"
#include "core/json/doc.h"

namespace natsop::config {

/// A configuration as text that reads back to the same values: one key a line, blocks indented by
/// two. Texts that must not be shown have to be taken out before.
[[nodiscard]] std::string print(const Map& map);

/// As JSON, keys in order; dates as RFC 3339 texts.
[[nodiscard]] json::Doc to_json(const Map& map);
[[nodiscard]] json::Doc to_json(const Value& value);

}  // namespace natsop::config
