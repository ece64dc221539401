#include "core/engine/monitor/token_claims.h"

#include "core/text/base64.h"

namespace natsop::engine {

json::Doc token_claims(std::string_view jwt) {
  const auto first = jwt.find('.');
  const auto last = jwt.rfind('.');
  if (first == std::string_view::npos || last == first) return {};
  const auto text = text::base64url_decode(jwt.substr(first + 1, last - first - 1));
  return text ? json::Doc::parse(*text).value_or(json::Doc()) : json::Doc();
}

}  // namespace natsop::engine
