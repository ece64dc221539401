#include "core/text/width.h"

#include <utf8proc.h>

namespace natsop::text {
namespace {

/// The code point at the start of `text` and its length in bytes; a negative one for invalid UTF-8.
utf8proc_int32_t decode(std::string_view text, std::size_t& length) {
  utf8proc_int32_t point = -1;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto used = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &point);
  length = used > 0 ? static_cast<std::size_t>(used) : 1;
  return used > 0 ? point : -1;
}

}  // namespace

std::size_t width(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 0x80) {
      columns += first >= 0x20 && first != 0x7f ? 1 : 0;
      text.remove_prefix(1);
      continue;
    }
    std::size_t length = 0;
    const auto point = decode(text, length);
    columns += point < 0 ? 1 : static_cast<std::size_t>(utf8proc_charwidth(point));
    text.remove_prefix(length);
  }
  return columns;
}

std::size_t code_point_length(std::string_view text) {
  if (text.empty()) return 0;
  std::size_t length = 0;
  decode(text, length);
  return length;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    std::size_t length = 0;
    if (decode(text, length) < 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace natsop::text
