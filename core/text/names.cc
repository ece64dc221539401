#include "core/text/names.h"

#include <fmt/format.h>

#include "core/text/ascii.h"

namespace natsop::text {

namespace {

/// The last label with its dot (".corp"); empty when there is but one label.
std::string_view last_label(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : name.substr(dot);
}

}  // namespace

std::vector<std::string> compact_names(const std::vector<std::string>& names) {
  std::vector<std::string> compact = names;
  while (!compact.empty()) {
    const std::string label(last_label(compact.front()));
    for (const std::string& name : compact) {
      if (label.empty() || last_label(name) != label) {
        return compact;
      }
    }
    for (std::string& name : compact) {
      name.resize(name.size() - label.size());
    }
  }
  return compact;
}

Result<std::pair<std::string, std::string>> parse_header(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view key = trim(text.substr(0, colon));
  if (colon == std::string_view::npos || key.empty()) {
    return Error(Code::Invalid, fmt::format("invalid header \"{}\"", text))
        .hint("headers are given as KEY:VALUE");
  }
  return std::pair(std::string(key), std::string(trim(text.substr(colon + 1))));
}

Result<std::pair<std::string, std::string>> parse_pair(std::string_view text) {
  const std::size_t separator = text.find_first_of(":=");
  if (separator == std::string_view::npos || separator == 0) {
    return Error(Code::Invalid, fmt::format("expected KEY:VALUE or KEY=VALUE, got \"{}\"", text));
  }
  return std::pair(std::string(text.substr(0, separator)), std::string(text.substr(separator + 1)));
}

}  // namespace natsop::text
