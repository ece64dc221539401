#include "core/render/ansi.h"

#include <algorithm>

#include "core/text/width.h"

namespace natsop::render {
namespace {

/// Length of the escape sequence at the start of `text`; 0 when there is none.
std::size_t escape_length(std::string_view text) {
  if (text.size() < 2 || text[0] != '\x1b') return 0;
  if (text[1] != '[') return 2;
  std::size_t i = 2;
  while (i < text.size() && (text[i] < '@' || text[i] > '~')) ++i;
  return std::min(i + 1, text.size());
}

}  // namespace

std::size_t unit_length(std::string_view text) {
  if (text.empty()) return 0;
  if (const auto escape = escape_length(text); escape > 0) return escape;
  return text::code_point_length(text);
}

int columns_of(std::string_view line) {
  if (line.find('\x1b') == std::string_view::npos) return static_cast<int>(text::width(line));
  std::string plain;
  for (std::size_t length = 0; !line.empty(); line.remove_prefix(length)) {
    length = unit_length(line);
    if (line[0] != '\x1b') plain.append(line.substr(0, length));
  }
  return static_cast<int>(text::width(plain));
}

std::string cut_to(std::string_view line, int columns, std::string_view mark) {
  if (columns_of(line) <= columns) return std::string(line);
  const int room = std::max(0, columns - columns_of(mark));
  std::string out;
  std::string_view last_escape;
  int used = 0;
  for (std::size_t length = 0; !line.empty(); line.remove_prefix(length)) {
    length = unit_length(line);
    const auto unit = line.substr(0, length);
    if (unit[0] == '\x1b') {
      last_escape = unit;
    } else {
      const int width = static_cast<int>(text::width(unit));
      if (used + width > room) break;
      used += width;
    }
    out += unit;
  }
  out += mark;
  if (!last_escape.empty() && last_escape != "\x1b[0m") out += "\x1b[0m";
  return out;
}

std::string tame(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t length = 0; !text.empty(); text.remove_prefix(length)) {
    length = unit_length(text);
    const auto unit = text.substr(0, length);
    const auto first = static_cast<unsigned char>(unit[0]);
    const bool colour = first == 0x1b && unit.starts_with("\x1b[") && unit.ends_with('m');
    const bool control = first < 0x20 || first == 0x7f;
    const bool c1 = first == 0xc2 && length == 2 && static_cast<unsigned char>(unit[1]) < 0xa0;
    if (first == '\r') continue;
    if (colour || first == '\n' || first == '\t' || !(control || c1)) {
      out += unit;
    } else {
      out += "\uFFFD";
      length = control ? 1 : length;  // of a sequence, the escape alone: the rest is harmless text
    }
  }
  return out;
}

}  // namespace natsop::render
