#include "core/text/wrap.h"

#include <algorithm>

#include "core/text/width.h"

namespace natsop::text {

std::vector<std::string> wrap(std::string_view text, std::size_t columns) {
  constexpr std::string_view kSpace = " \t\r\n";
  std::vector<std::string> lines;
  std::size_t used = 0;
  for (;;) {
    const auto start = text.find_first_not_of(kSpace);
    if (start == std::string_view::npos) return lines;
    text.remove_prefix(start);
    const auto word = text.substr(0, text.find_first_of(kSpace));
    text.remove_prefix(word.size());
    const auto word_width = width(word);
    if (lines.empty() || used + 1 + word_width > columns) {
      lines.emplace_back(word);
      used = word_width;
    } else {
      lines.back() += " ";
      lines.back() += word;
      used += 1 + word_width;
    }
  }
}

}  // namespace natsop::text
