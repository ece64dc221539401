#include "core/text/quote.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <array>

#include "core/text/width.h"

namespace natsop::text {

namespace {

/// The code point at the front, -1 for a byte that is not UTF-8, and how many bytes it has.
struct Point {
  utf8proc_int32_t value = -1;
  std::size_t size = 1;
};

Point first_point(std::string_view text) {
  Point point;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto used =
      utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &point.value);
  point.size = used > 0 ? static_cast<std::size_t>(used) : 1;
  point.value = used > 0 ? point.value : -1;
  return point;
}

/// Letters, marks, numbers, punctuation, symbols and the plain space: what Go calls printable.
bool has_shape(utf8proc_int32_t point) {
  if (point == ' ') {
    return true;
  }
  const auto category = utf8proc_category(point);
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_SO;
}

/// The letter of a two-character escape; 0 when there is none.
char short_escape(utf8proc_int32_t point) {
  constexpr std::string_view kFrom = "\a\b\f\n\r\t\v\"\\";
  constexpr std::string_view kTo = "abfnrtv\"\\";
  const auto at = point < 0x80 ? kFrom.find(static_cast<char>(point)) : std::string_view::npos;
  return at == std::string_view::npos ? '\0' : kTo[at];
}

void append_point(utf8proc_int32_t point, std::string& out) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const auto size = utf8proc_encode_char(point, bytes.data());
  for (utf8proc_ssize_t i = 0; i < size; ++i) {
    out += static_cast<char>(bytes[static_cast<std::size_t>(i)]);
  }
}

bool is_word_point(utf8proc_int32_t point) {
  const auto category = utf8proc_category(point);
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

}  // namespace

std::string go_quote(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const Point point = first_point(text);
    if (point.value < 0) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    } else if (const char letter = short_escape(point.value); letter != '\0') {
      out += '\\';
      out += letter;
    } else if (has_shape(point.value)) {
      out += text.substr(0, point.size);
    } else if (point.value < 0x80) {
      out += fmt::format("\\x{:02x}", point.value);
    } else {
      out += point.value < 0x10000 ? fmt::format("\\u{:04x}", point.value)
                                   : fmt::format("\\U{:08x}", point.value);
    }
    text.remove_prefix(point.size);
  }
  return out + "\"";
}

bool is_showable(std::string_view text, bool lines) {
  while (!text.empty()) {
    const Point point = first_point(text);
    const bool control = point.value < 0x20 || (point.value >= 0x7f && point.value < 0xa0);
    if (control && !(lines && (point.value == '\n' || point.value == '\t'))) {
      return false;
    }
    text.remove_prefix(point.size);
  }
  return true;
}

std::string title_case(std::string_view text) {
  std::string out;
  bool inside = false;
  while (!text.empty()) {
    const Point point = first_point(text);
    if (point.value < 0) {
      out += text[0];
    } else {
      append_point(inside ? utf8proc_tolower(point.value) : utf8proc_totitle(point.value), out);
    }
    // An apostrophe within a word does not end it.
    inside = point.value >= 0 && (is_word_point(point.value) || (inside && point.value == '\''));
    text.remove_prefix(point.size);
  }
  return out;
}

}  // namespace natsop::text
