#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/identity/diagram.h"

namespace natsop::identity {

/// Pieces that both diagrams are made of.

/// "note right of REF ... end note" for a description and a link; empty when there is neither.
[[nodiscard]] std::string info_note(std::string_view reference, std::string_view description,
                                    std::string_view info_url);

/// The two closing lines: where and when the diagram was made.
[[nodiscard]] std::string diagram_footer(std::string_view store_dir, const DiagramTime& time);

/// `"a" "b"`
[[nodiscard]] std::string quoted_list(const std::vector<std::string>& texts);

}  // namespace natsop::identity
