#include "core/engine/accounts/header_block.h"

#include "core/text/ascii.h"

namespace natsop::engine {

namespace {

constexpr std::string_view kEnd = "\r\n";
constexpr std::string_view kVersion = "NATS/1.0";

/// Takes the next line, without its end, off `rest`; false when there is none.
bool next_line(std::string_view& rest, std::string_view& line) {
  if (rest.empty()) {
    return false;
  }
  const std::size_t end = rest.find(kEnd);
  line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + kEnd.size());
  return true;
}

bool is_named(std::string_view line, std::string_view name) {
  return line.size() > name.size() && line[name.size()] == ':' &&
         text::equal_fold(line.substr(0, name.size()), name);
}

}  // namespace

std::optional<std::string_view> header_value(std::string_view block, std::string_view name) {
  std::string_view line;
  next_line(block, line);  // the version
  while (next_line(block, line)) {
    if (is_named(line, name)) {
      return text::trim(line.substr(name.size() + 1));
    }
  }
  return std::nullopt;
}

void append_with_header(std::string_view block, std::string_view name, std::string_view value,
                        std::string& out) {
  std::string_view line = kVersion;
  next_line(block, line);
  out.append(line).append(kEnd);
  while (next_line(block, line) && !line.empty()) {
    if (!is_named(line, name)) {
      out.append(line).append(kEnd);
    }
  }
  out.append(name).append(": ").append(value).append(kEnd).append(kEnd);
}

}  // namespace natsop::engine
