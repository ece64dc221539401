#include "core/text/shell_split.h"

#include <fmt/format.h>

#include "core/text/ascii.h"

namespace natsop::text {

namespace {

/// What a backslash takes the meaning from between double quotes; before others it stands for
/// itself.
bool is_escaped_in_quotes(char c) {
  return c == '"' || c == '\\' || c == '$' || c == '`' || c == '\n';
}

}  // namespace

Result<std::vector<std::string>> shell_split(std::string_view command) {
  std::vector<std::string> words;
  std::string word;
  bool inside = false;  // a word has begun, which may be empty: ''
  char quote = '\0';
  for (std::size_t i = 0; i < command.size(); ++i) {
    const char c = command[i];
    const bool last = i + 1 == command.size();
    if (quote == '\0' && is_space(c)) {
      if (inside) {
        words.push_back(std::move(word));
      }
      word.clear();
      inside = false;
      continue;
    }
    inside = true;
    if (c == '\\' && quote != '\'') {
      if (last) {
        return Error(Code::Invalid, fmt::format("a backslash ends \"{}\"", command));
      }
      const char next = command[++i];
      if (quote == '"' && !is_escaped_in_quotes(next)) {
        word += c;
      }
      if (next != '\n') {  // an escaped line end joins two lines
        word += next;
      }
    } else if (quote == '\0' && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == quote) {
      quote = '\0';
    } else {
      word += c;
    }
  }
  if (quote != '\0') {
    return Error(Code::Invalid, fmt::format("a quote is not closed in \"{}\"", command));
  }
  if (inside) {
    words.push_back(std::move(word));
  }
  return words;
}

}  // namespace natsop::text
