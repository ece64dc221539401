#pragma once
#include <string>
#include <string_view>

#include "core/json/doc.h"

namespace natsop::json {

/// The document as block-style YAML, newline at the end. Texts that YAML would read as something
/// else ("true", "1.0",
/// "") are quoted; texts of several lines become literal blocks.
[[nodiscard]] std::string to_yaml(const Doc& doc);

/// Reads one YAML document: plain scalars by the core schema (null, true, 12, 0x1f, 1.5), quoted
/// ones as text, anchors and merge keys resolved. Errors: Invalid, with line and column; duplicate
/// keys, keys that are no scalars and nesting above 512 levels are refused.
[[nodiscard]] Result<Doc> from_yaml(std::string_view text);

}  // namespace natsop::json
