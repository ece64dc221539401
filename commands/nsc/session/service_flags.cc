#include "commands/nsc/session/service_flags.h"

#include <fmt/format.h>

#include "core/identity/jwt/exports.h"
#include "core/text/ascii.h"
#include "core/text/number.h"

namespace natsop::commands::nsc {

namespace jwt = identity::jwt;

Result<std::string> parse_response_type(const std::string& text) {
  for (const auto type : {jwt::kSingleton, jwt::kStreamed, jwt::kChunked}) {
    if (text::equal_fold(type, text)) return std::string(type);
  }
  return Error(Code::Invalid, fmt::format("unknown response type \"{}\"", text))
      .hint("give Singleton, Stream or Chunked");
}

Result<int> parse_sampling(const std::string& text) {
  const auto lower = text::ascii_lower(text);
  if (lower.empty() || lower == "header" || lower == "headers") return 0;
  const auto percent =
      text::parse_decimal(lower.ends_with('%') ? lower.substr(0, lower.size() - 1) : lower);
  if (!percent) {
    return Error(Code::Invalid,
                 fmt::format("sampling \"{}\" is neither a percentage nor header", text));
  }
  if (*percent < 1 || *percent > 100) {
    return Error(Code::Invalid,
                 fmt::format("sampling must be between 1 and 100 inclusive, got \"{}\"", text));
  }
  return static_cast<int>(*percent);
}

std::string print_sampling(int sampling) {
  return sampling == 0 ? std::string("header") : fmt::format("{}", sampling);
}

}  // namespace natsop::commands::nsc
