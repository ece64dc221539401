#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace natsop::json {

/// Parses one JSON text into `tree`; returns nlohmann's message when it is none, and an empty text
/// when all went well.
///
/// nlohmann's own reader looks every key up among the members read so far, which takes seconds for
/// a hostile object of a hundred thousand members; this one finds repeated keys once an object is
/// complete. The last value of a repeated key wins, in the place of the first, as before. Internal
/// to core/json.
[[nodiscard]] std::string parse_into(std::string_view text, nlohmann::ordered_json& tree);

}  // namespace natsop::json
