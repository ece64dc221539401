// The shape of files and functions: lengths, names, and files that nothing builds.
#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include "tests/tidy/checks.h"

namespace natsop::tidy {
namespace {

/// Words that say nothing about what a file holds.
constexpr std::array<std::string_view, 9> kEmptyNames = {
    "util", "utils", "helper", "helpers", "common", "manager", "misc", "src", "lib"};

void check_file_length(const Source& source, std::size_t limit, std::vector<Finding>& findings) {
  if (source.raw.size() < limit) return;
  findings.push_back(
      {"file-length", source.path, 1,
       fmt::format("{} lines: split it, a file has fewer than {}", source.raw.size(), limit)});
}

/// True when `word` is one of the parts of `name` that underscores, dashes or a dot separate.
bool has_part(std::string_view name, std::string_view word) {
  std::size_t from = 0;
  while (from <= name.size()) {
    const std::size_t to = std::min(name.find_first_of("_-.", from), name.size());
    if (name.substr(from, to - from) == word) return true;
    from = to + 1;
  }
  return false;
}

void check_name(const Source& source, std::vector<Finding>& findings) {
  for (const auto& part : std::filesystem::path(source.path)) {
    for (std::string_view word : kEmptyNames) {
      if (!has_part(part.string(), word)) continue;
      findings.push_back(
          {"file-name", source.path, 1,
           fmt::format("\"{}\" in a path says nothing: name the file after what it holds", word)});
      return;
    }
  }
}

void check_pragma(const Source& source, std::vector<Finding>& findings) {
  if (!source.is_header()) return;
  const auto first = std::find_if(source.code.begin(), source.code.end(),
                                  [](const std::string& line) { return !trimmed(line).empty(); });
  if (first != source.code.end() && trimmed(*first) == "#pragma once") return;
  findings.push_back({"pragma-once", source.path, 1, "a header begins with #pragma once"});
}

void check_todo(const Source& source, std::vector<Finding>& findings) {
  for (std::size_t line = 0; line < source.comments.size(); ++line) {
    const std::string& comment = source.comments[line];
    for (std::string_view word : {"FIXME", "XXX", "HACK"}) {
      if (find_word(comment, word) == std::string_view::npos) continue;
      findings.push_back(
          {"todo", source.path, line + 1, fmt::format("{}: fix it, or open an issue", word)});
    }
    const std::size_t at = find_word(comment, "TODO");
    if (at == std::string_view::npos) continue;
    const std::string_view rest = std::string_view(comment).substr(at + 4);
    const bool numbered = rest.starts_with("(#") && rest.size() > 2 &&
                          std::isdigit(static_cast<unsigned char>(rest[2]));
    if (!numbered)
      findings.push_back({"todo", source.path, line + 1, "a TODO names its issue: TODO(#12)"});
  }
}

bool names_path(std::string_view cmake, std::string_view path) {
  for (std::size_t at = cmake.find(path); at != std::string_view::npos;
       at = cmake.find(path, at + 1)) {
    const char before = at == 0 ? ' ' : cmake[at - 1];
    const char after = at + path.size() < cmake.size() ? cmake[at + path.size()] : ' ';
    const bool starts = std::string_view(" \t\n(\"").find(before) != std::string_view::npos;
    const bool ends = std::string_view(" \t\n)\"").find(after) != std::string_view::npos;
    if (starts && ends) return true;
  }
  return false;
}

/// A .cc must be named by a CMakeLists.txt of its own folder or one above, relative to that folder.
void check_dead(const Tree& tree, const Source& source, std::vector<Finding>& findings) {
  if (source.is_header()) return;
  for (const auto& [folder, text] : tree.cmake_text) {
    if (!folder.empty() && !source.path.starts_with(folder + "/")) continue;
    if (names_path(text,
                   std::string_view(source.path).substr(folder.empty() ? 0 : folder.size() + 1)))
      return;
  }
  findings.push_back(
      {"dead-file", source.path, 1, "no CMakeLists.txt names it: add it or delete it"});
}

/// Finds function bodies by their braces. clang-format has laid the code out, so this need not
/// parse C++: a brace in a namespace or a class opens a function unless the text before it says
/// otherwise.
class FunctionCheck {
 public:
  FunctionCheck(const Source& source, const Limits& limits, std::vector<Finding>& findings)
      : source_(source), limits_(limits), findings_(findings) {}

  void run() {
    for (line_ = 0; line_ < source_.code.size(); ++line_) {
      const std::string& code = source_.code[line_];
      if (in_macro_ || trimmed(code).starts_with('#')) {
        in_macro_ = trimmed(code).ends_with('\\');
        continue;
      }
      for (char c : code) one(c);
      head_ += ' ';
    }
  }

 private:
  enum class Kind { Scope, Function, Other };
  struct Open {
    Kind kind;
    std::size_t first_line;
    bool test_case;
  };

  void one(char c) {
    if (c == '{') {
      open_.push_back(
          {kind_of_brace(), head_line_, find_word(head_, "TEST_CASE") != std::string::npos});
    } else if (c == '}') {
      close();
    }
    const bool ends_head = c == '{' || c == '}' || (c == ';' && parens_ == 0);
    if (c == '(') ++parens_;
    if (c == ')') --parens_;
    if (ends_head) {
      head_.clear();
      parens_ = 0;
      return;
    }
    if (c == ':' && is_access(trimmed(head_))) {
      head_.clear();
      return;
    }
    if (head_.find_first_not_of(' ') == std::string::npos) head_line_ = line_;
    head_ += c;
  }

  static bool is_access(std::string_view head) {
    return head == "public" || head == "protected" || head == "private";
  }

  Kind kind_of_brace() const {
    if (!open_.empty() && open_.back().kind != Kind::Scope) return Kind::Other;
    const std::string_view head = trimmed(head_);
    const bool takes_arguments = head.find('(') != std::string_view::npos;
    for (std::string_view word : {"namespace", "class", "struct", "union", "enum", "extern"}) {
      if (find_word(head, word) != std::string_view::npos && !takes_arguments) return Kind::Scope;
    }
    if (head.ends_with('=') || head.ends_with(',') || parens_ > 0) return Kind::Other;
    // An empty head follows a member initializer `a_{1} {`, so it is a constructor's body.
    return takes_arguments || head.empty() ? Kind::Function : Kind::Other;
  }

  void close() {
    if (open_.empty()) return;
    const Open open = open_.back();
    open_.pop_back();
    if (open.kind != Kind::Function) return;
    const std::size_t length = line_ - open.first_line + 1;
    const std::size_t limit = open.test_case ? limits_.test_case_lines : limits_.function_lines;
    if (length < limit) return;
    findings_.push_back({"function-length", source_.path, open.first_line + 1,
                         fmt::format("{} lines: split it, a {} has fewer than {}", length,
                                     open.test_case ? "test case" : "function", limit)});
  }

  const Source& source_;
  const Limits& limits_;
  std::vector<Finding>& findings_;
  std::vector<Open> open_;
  std::string head_;
  std::size_t head_line_ = 0;
  std::size_t line_ = 0;
  int parens_ = 0;
  bool in_macro_ = false;
};

}  // namespace

void check_shape(const Tree& tree, std::vector<Finding>& findings) {
  for (const Source& source : tree.sources) {
    check_file_length(source, tree.limits.file_lines, findings);
    check_name(source, findings);
    check_pragma(source, findings);
    check_todo(source, findings);
    check_dead(tree, source, findings);
    FunctionCheck(source, tree.limits, findings).run();
  }
}

}  // namespace natsop::tidy
