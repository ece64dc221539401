#include "commands/nsc/session/flag_types.h"

#include <fmt/format.h>

#include "core/text/ascii.h"
#include "core/text/size.h"

namespace natsop::commands::nsc {

Result<std::int64_t> parse_limit(std::string_view text) {
  NATSOP_TRY(const std::int64_t value, text::parse_decimal_size(text::trim(text)));
  if (value < -1) {
    return Error(Code::Invalid,
                 fmt::format("\"{}\" is out of range: -1 (unlimited), or 0 and more", text));
  }
  return value;
}

void bind(cli::FlagData& data, List& target) {
  cli::bind(data, static_cast<std::vector<std::string>&>(target));
  data.comma_list = true;
  data.assign = [&target](std::string_view text) -> Result<void> {
    if (const auto element = text::trim(text); !element.empty()) target.emplace_back(element);
    return {};
  };
}

void bind(cli::FlagData& data, Limit& target) {
  data.kind = cli::Kind::Text;
  data.type_name = "number";
  data.assign = [&target](std::string_view text) -> Result<void> {
    NATSOP_TRY(target.value, parse_limit(text));
    return {};
  };
}

}  // namespace natsop::commands::nsc
