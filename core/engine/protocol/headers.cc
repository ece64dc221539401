#include "core/engine/protocol/headers.h"

namespace natsop::engine::headers {

namespace {

constexpr std::string_view kLineEnd = "\r\n";

/// Where a key's line begins, from `from` on; npos when there is none. Only whole keys at the
/// beginning of a line count, and not the first line, which is the version.
std::size_t find_line(std::string_view block, std::string_view key, std::size_t from) {
  for (std::size_t at = block.find(kLineEnd, from); at != std::string_view::npos;
       at = block.find(kLineEnd, at + kLineEnd.size())) {
    const std::string_view line = block.substr(at + kLineEnd.size());
    if (line.starts_with(key) && line.size() > key.size() && line[key.size()] == ':') {
      return at + kLineEnd.size();
    }
  }
  return std::string_view::npos;
}

std::size_t end_of_line(std::string_view block, std::size_t at) {
  const std::size_t end = block.find(kLineEnd, at);
  return end == std::string_view::npos ? block.size() : end;
}

}  // namespace

std::optional<std::string_view> get(std::string_view block, std::string_view key) {
  const std::size_t line = key.empty() ? std::string_view::npos : find_line(block, key, 0);
  if (line == std::string_view::npos) {
    return std::nullopt;
  }
  std::size_t begin = line + key.size() + 1;
  std::size_t end = end_of_line(block, begin);
  while (begin < end && block[begin] == ' ') {
    ++begin;
  }
  while (end > begin && block[end - 1] == ' ') {
    --end;
  }
  return block.substr(begin, end - begin);
}

std::string without(std::string_view block, std::string_view key) {
  std::string out(block);
  for (std::size_t line = key.empty() ? std::string::npos : find_line(out, key, 0);
       line != std::string::npos; line = find_line(out, key, line - kLineEnd.size())) {
    out.erase(line, end_of_line(out, line) + kLineEnd.size() - line);
  }
  // A bare version with nothing below it says nothing.
  return out == std::string(kVersion) + std::string(kLineEnd) || out == kVersion ? std::string()
                                                                                 : out;
}

std::string with(std::string_view block, std::string_view key, std::string_view value) {
  std::string out = without(block, key);
  if (out.empty()) {
    out.append(kVersion).append(kLineEnd);
  }
  // Before the blank line that ends it.
  const std::size_t end = out.size() - (out.ends_with("\r\n\r\n") ? kLineEnd.size() : 0);
  std::string line(key);
  line.append(": ").append(value).append(kLineEnd);
  return out.insert(end, line);
}

}  // namespace natsop::engine::headers
