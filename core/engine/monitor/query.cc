#include "core/engine/monitor/query.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "core/text/ascii.h"

namespace natsop::engine {

namespace {

Error bad(std::string_view type, std::string_view call, std::string_view name,
          std::string_view value, std::string_view why = "invalid syntax") {
  return Error(Code::Invalid,
               fmt::format("Error decoding {} for '{}': strconv.{}: parsing \"{}\": {}", type, name,
                           call, value, why));
}

template <class T>
Result<T> number(std::string_view type, std::string_view call, std::string_view name,
                 const std::string& value) {
  T out = 0;
  if (value.empty()) return out;
  const char* begin = value.data() + (value.front() == '+' ? 1 : 0);
  const char* end = value.data() + value.size();
  const auto [at, error] = std::from_chars(begin, end, out);
  if (error == std::errc::result_out_of_range) {
    return bad(type, call, name, value, "value out of range");
  }
  if (error != std::errc() || at != end) return bad(type, call, name, value);
  return out;
}

}  // namespace

std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
      continue;
    }
    if (text[i] == '%' && i + 2 < text.size()) {
      const int high = text::hex_value(text[i + 1]);
      const int low = text::hex_value(text[i + 2]);
      if (high >= 0 && low >= 0) {
        out += static_cast<char>(high * 16 + low);
        i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

Query::Query(std::string_view text) {
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    const auto equals = std::min(pair.find('='), pair.size());
    if (!pair.empty()) {
      const auto value = equals == pair.size() ? std::string_view() : pair.substr(equals + 1);
      values_.emplace(percent_decode(pair.substr(0, equals)), percent_decode(value));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::string Query::text(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? "" : found->second;
}

Result<bool> Query::boolean(std::string_view name) const {
  constexpr std::array<std::string_view, 6> kYes = {"1", "t", "T", "true", "TRUE", "True"};
  constexpr std::array<std::string_view, 6> kNo = {"0", "f", "F", "false", "FALSE", "False"};
  const std::string value = text(name);
  if (value.empty() || std::ranges::find(kNo, value) != kNo.end()) return false;
  if (std::ranges::find(kYes, value) != kYes.end()) return true;
  return bad("boolean", "ParseBool", name, value);
}

Result<std::int64_t> Query::integer(std::string_view name) const {
  return number<std::int64_t>("int", "Atoi", name, text(name));
}

Result<std::uint64_t> Query::unsigned_integer(std::string_view name) const {
  return number<std::uint64_t>("uint64", "ParseUint", name, text(name));
}

}  // namespace natsop::engine
