#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace natsop::tidy {

/// One C++ file, split so that each check sees only what concerns it. All three lists have one
/// entry per line.
struct Source {
  std::string path;               ///< relative to the tree's root, with forward slashes
  std::vector<std::string> raw;   ///< as in the file
  std::vector<std::string> code;  ///< comments and the insides of literals blanked, columns kept
  std::vector<std::string> comments;  ///< the text of comments alone

  [[nodiscard]] bool is_header() const { return path.ends_with(".h"); }
};

/// Splits a file's text. Knows comments, string and character literals, raw strings and digit
/// separators.
[[nodiscard]] Source split_source(std::string path, std::string_view text);

/// The target of an #include on this line: `"core/base/error.h"` or `<vector>` with its delimiters,
/// or nothing.
[[nodiscard]] std::optional<std::string> include_of(const Source& source, std::size_t line);

/// True when `word` stands at `at` in `line` with no letter, digit or underscore on either side.
[[nodiscard]] bool is_word_at(std::string_view line, std::size_t at, std::string_view word);

/// Where `word` first stands alone in `line`, from `from` on; npos when nowhere.
[[nodiscard]] std::size_t find_word(std::string_view line, std::string_view word,
                                    std::size_t from = 0);

/// Without white space at either end.
[[nodiscard]] std::string_view trimmed(std::string_view text);

}  // namespace natsop::tidy
