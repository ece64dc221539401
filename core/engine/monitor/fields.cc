#include "core/engine/monitor/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/text/time.h"

namespace natsop::engine {

Fields& Fields::put(std::string_view key, Time time) {
  return put(key, json::Doc(time_text(time)));
}

Fields& Fields::put_real(std::string_view key, double value) {
  constexpr double kExact = 1e15;
  if (std::abs(value) < kExact && std::trunc(value) == value) {
    return put(key, json::Doc(static_cast<std::int64_t>(value)));
  }
  return put(key, json::Doc(value));
}

Fields& Fields::some(std::string_view key, std::string_view text) {
  return text.empty() ? *this : put(key, json::Doc(text));
}

Fields& Fields::some(std::string_view key, const std::vector<std::string>& texts) {
  return texts.empty() ? *this : put(key, json::Doc(texts));
}

Fields& Fields::some(std::string_view key, const std::map<std::string, std::string>& texts) {
  if (texts.empty()) return *this;
  std::vector<std::pair<std::string, json::Doc>> members;
  for (const auto& [name, text] : texts) members.emplace_back(name, json::Doc(text));
  return put(key, json::Doc::object(std::move(members)));
}

Fields& Fields::some(std::string_view key, bool flag) {
  return flag ? put(key, json::Doc(true)) : *this;
}

Fields& Fields::some(std::string_view key, json::Doc value) {
  const bool empty =
      value.is_null() || ((value.is_object() || value.is_array()) && value.size() == 0);
  return empty ? *this : put(key, std::move(value));
}

std::string time_text(Time time) { return text::rfc3339_nano(time); }

std::string uptime_text(std::chrono::nanoseconds duration) {
  const auto seconds =
      std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::seconds>(duration).count());
  const auto minutes = seconds / 60;
  const auto hours = minutes / 60;
  const auto days = hours / 24;
  const auto years = days / 365;
  std::string out;
  if (years > 0) out += fmt::format("{}y", years);
  if (days > 0) out += fmt::format("{}d", days % 365);
  if (hours > 0) out += fmt::format("{}h", hours % 24);
  if (minutes > 0) out += fmt::format("{}m", minutes % 60);
  return out + fmt::format("{}s", seconds % 60);
}

}  // namespace natsop::engine
