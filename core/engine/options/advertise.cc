#include "core/engine/options/advertise.h"

#include <fmt/format.h>

#include "core/text/ascii.h"
#include "core/text/number.h"
#include "core/text/quote.h"

namespace natsop::engine {
namespace {

constexpr int kPortMax = 65535;

/// The text behind "[...]" and the address within; nothing when a bracket is missing.
bool split_brackets(std::string_view text, std::string_view& host, std::string_view& rest) {
  const auto end = text.find(']');
  if (end == std::string_view::npos) return false;
  host = text.substr(1, end - 1);
  rest = text.substr(end + 1);
  return rest.empty() || rest.starts_with(':');
}

}  // namespace

Result<Advertised> parse_advertised(std::string_view text, int default_port) {
  const auto wrong = [&] {
    return Error(Code::Invalid, fmt::format("{} is no host:port", text::go_quote(text)));
  };
  auto host = text.substr(0, text.find(':'));
  auto rest = text.substr(host.size());
  if (text.starts_with('[') && !split_brackets(text, host, rest)) return wrong();
  host = text::trim(host);
  if (host.empty() || host.contains(' ')) return wrong();
  if (rest.empty()) return Advertised{std::string(host), default_port};
  const auto port = text::parse_decimal(text::trim(rest.substr(1)));
  if (!port || *port < -1 || *port > kPortMax) return wrong();
  return Advertised{std::string(host), *port <= 0 ? default_port : static_cast<int>(*port)};
}

}  // namespace natsop::engine
