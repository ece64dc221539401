#pragma once
#include <concepts>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/clock.h"
#include "core/json/doc.h"

namespace natsop::engine {

/// Builds a JSON object field by field, in order. put() writes a field whatever it holds; some()
/// leaves it out when it is empty, zero or false, as nats-server does with optional fields.
class Fields {
 public:
  Fields& put(std::string_view key, json::Doc value) {
    members_.emplace_back(key, std::move(value));
    return *this;
  }
  Fields& put(std::string_view key, Time time);
  /// A whole number without a point, as Go writes it.
  Fields& put_real(std::string_view key, double value);

  Fields& some(std::string_view key, std::string_view text);
  Fields& some(std::string_view key, const std::string& text) {
    return some(key, std::string_view(text));
  }
  Fields& some(std::string_view key, const char* text) { return some(key, std::string_view(text)); }
  Fields& some(std::string_view key, const std::vector<std::string>& texts);
  Fields& some(std::string_view key, const std::map<std::string, std::string>& texts);
  Fields& some(std::string_view key, bool flag);
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  Fields& some(std::string_view key, T number) {
    return number == 0 ? *this : put(key, json::Doc(number));
  }
  /// An array or object, unless it is empty or null.
  Fields& some(std::string_view key, json::Doc value);

  /// The object; this is empty afterwards.
  [[nodiscard]] json::Doc done() { return json::Doc::object(std::exchange(members_, {})); }

 private:
  std::vector<std::pair<std::string, json::Doc>> members_;
};

/// A moment as nats-server writes it: "2026-11-21T11:00:00.25Z".
[[nodiscard]] std::string time_text(Time time);

/// How long, as varz and connz say it: whole seconds, "1y2d3h4m5s", "2m0s", "0s".
[[nodiscard]] std::string uptime_text(std::chrono::nanoseconds duration);

}  // namespace natsop::engine
