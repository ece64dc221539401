#pragma once
#include <string_view>

#include "core/base/result.h"
#include "core/json/doc.h"

namespace natsop::commands::nsc::describe {

/// The value at a path such as `nats.exports[0].subject`; a JSON pointer ("/nats/exports/0") is
/// taken as well. A member that is missing is null. Errors (Invalid): an index that is none or out
/// of range, and a name below something that has no members.
[[nodiscard]] Result<json::Doc> extract_field(const json::Doc& document, std::string_view path);

}  // namespace natsop::commands::nsc::describe
