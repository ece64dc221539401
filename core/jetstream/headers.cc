#include "core/jetstream/headers.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace natsop::jetstream {
namespace {

constexpr std::string_view kVersion = "NATS/1.0";

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Cuts the next line off rest; lines end in CRLF, and a bare LF is taken too.
std::string_view next_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

Result<HeaderBlock> parse_first_line(std::string_view line) {
  HeaderBlock block;
  if (!line.starts_with(kVersion)) {
    return Error(Code::Invalid, fmt::format("message headers do not start with {}", kVersion));
  }
  const std::string_view status = trim(line.substr(kVersion.size()));
  if (status.empty()) return block;
  const auto [end, failure] =
      std::from_chars(status.data(), status.data() + status.size(), block.status);
  if (failure != std::errc{} || end == status.data() ||
      (end != status.data() + status.size() && *end != ' ')) {
    return Error(Code::Invalid, fmt::format("bad status \"{}\" in message headers", status));
  }
  block.description = trim(status.substr(static_cast<std::size_t>(end - status.data())));
  return block;
}

}  // namespace

Headers::Headers(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
  for (const auto& [name, value] : fields) add(name, value);
}

const Headers::Field* Headers::field(std::string_view name) const {
  const auto found = std::ranges::find(fields_, name, &Field::first);
  return found == fields_.end() ? nullptr : &*found;
}

void Headers::add(std::string_view name, std::string_view value) {
  const auto found = std::ranges::find(fields_, name, &Field::first);
  if (found != fields_.end()) {
    found->second.emplace_back(value);
  } else {
    fields_.emplace_back(std::string(name), std::vector<std::string>{std::string(value)});
  }
}

void Headers::set(std::string_view name, std::string_view value) {
  const auto found = std::ranges::find(fields_, name, &Field::first);
  if (found != fields_.end()) {
    found->second = {std::string(value)};
  } else {
    add(name, value);
  }
}

void Headers::erase(std::string_view name) {
  std::erase_if(fields_, [&](const Field& f) { return f.first == name; });
}

std::optional<std::string> Headers::find(std::string_view name) const {
  const Field* found = field(name);
  if (found == nullptr || found->second.empty()) return std::nullopt;
  return found->second.front();
}

std::string Headers::get(std::string_view name) const { return find(name).value_or(std::string{}); }

bool Headers::has(std::string_view name) const { return field(name) != nullptr; }

std::vector<std::string> Headers::values(std::string_view name) const {
  const Field* found = field(name);
  return found == nullptr ? std::vector<std::string>{} : found->second;
}

Result<HeaderBlock> parse_header_block(std::string_view text) {
  NATSOP_TRY(HeaderBlock block, parse_first_line(next_line(text)));
  while (!text.empty()) {
    const std::string_view line = next_line(text);
    if (line.empty()) break;
    const auto colon = line.find(':');
    if (colon == 0 || colon == std::string_view::npos) {
      return Error(Code::Invalid, fmt::format("bad line \"{}\" in message headers", line));
    }
    block.headers.add(trim(line.substr(0, colon)), trim(line.substr(colon + 1)));
  }
  return block;
}

std::string format_header_block(const HeaderBlock& block) {
  if (block.status == 0 && block.headers.empty()) return {};
  std::string out(kVersion);
  if (block.status != 0) out += fmt::format(" {}", block.status);
  if (block.status != 0 && !block.description.empty()) out += fmt::format(" {}", block.description);
  out += "\r\n";
  for (const auto& [name, values] : block.headers.fields()) {
    for (const auto& value : values) out += fmt::format("{}: {}\r\n", name, value);
  }
  out += "\r\n";
  return out;
}

}  // namespace natsop::jetstream
