#include "core/engine/protocol/headers.h"

#include <algorithm>

#include "core/text/ascii.h"

namespace natsop::engine::headers {

namespace {

constexpr std::string_view kLineEnd = "\r\n";

bool is_of(std::string_view line, std::string_view key, Case letters) {
  if (line.size() <= key.size() || line[key.size()] != ':') {
    return false;
  }
  const std::string_view name = line.substr(0, key.size());
  return letters == Case::Exact ? name == key : text::equal_fold(name, key);
}

std::string_view line_at(std::string_view block, std::size_t at) {
  return block.substr(at, block.find(kLineEnd, at) - at);
}

/// Where a key's line begins, from the line that ends behind `from` on; npos when there is none.
/// Only whole keys at the beginning of a line count, and not the first line, which is the version.
std::size_t find_line(std::string_view block, std::string_view key, std::size_t from,
                      Case letters) {
  for (std::size_t at = block.find(kLineEnd, from); at != std::string_view::npos;
       at = block.find(kLineEnd, at + kLineEnd.size())) {
    if (is_of(line_at(block, at + kLineEnd.size()), key, letters)) {
      return at + kLineEnd.size();
    }
  }
  return std::string_view::npos;
}

/// Takes the next line, without its end, off `rest`; false when there is none.
bool next_line(std::string_view& rest, std::string_view& line) {
  if (rest.empty()) {
    return false;
  }
  line = line_at(rest, 0);
  rest.remove_prefix(std::min(rest.size(), line.size() + kLineEnd.size()));
  return true;
}

}  // namespace

std::optional<std::string_view> get(std::string_view block, std::string_view key, Case letters) {
  const std::size_t line = key.empty() ? std::string_view::npos : find_line(block, key, 0, letters);
  if (line == std::string_view::npos) {
    return std::nullopt;
  }
  return text::trim(line_at(block, line).substr(key.size() + 1));
}

std::string without(std::string_view block, std::string_view key) {
  std::string out(block);
  for (std::size_t line = key.empty() ? std::string::npos : find_line(out, key, 0, Case::Exact);
       line != std::string::npos; line = find_line(out, key, line - kLineEnd.size(), Case::Exact)) {
    out.erase(line, line_at(out, line).size() + kLineEnd.size());
  }
  // A bare version with nothing below it says nothing.
  return out == std::string(kVersion) + std::string(kLineEnd) || out == kVersion ? std::string()
                                                                                 : out;
}

std::string with(std::string_view block, std::string_view key, std::string_view value) {
  std::string out;
  append_with(block, key, value, out);
  return out;
}

void append_with(std::string_view block, std::string_view key, std::string_view value,
                 std::string& out, Case letters) {
  std::string_view line = kVersion.substr(0, kVersion.size() - kLineEnd.size());
  next_line(block, line);
  out.append(line).append(kLineEnd);
  while (next_line(block, line) && !line.empty()) {
    if (!is_of(line, key, letters)) {
      out.append(line).append(kLineEnd);
    }
  }
  out.append(key).append(": ").append(value).append(kLineEnd).append(kLineEnd);
}

}  // namespace natsop::engine::headers
