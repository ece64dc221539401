// Names that must not be used, and what to use instead.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include "tests/tidy/checks.h"

namespace natsop::tidy {
namespace {

/// Words of which none may stand in code, in the folders `only` (empty: all) outside the folders or
/// files `except`.
struct Ban {
  std::string_view name;
  std::vector<std::string_view> words;
  std::string_view instead;
  std::vector<std::string_view> only;
  std::vector<std::string_view> except;
};

const std::vector<Ban>& bans() {
  static const std::vector<Ban> kBans = {
      {"stdout",
       {"printf(", "fprintf(", "puts(", "fputs(", "putchar(", "std::cout", "std::cerr", "std::clog",
        "fmt::print", "std::print", "<iostream>"},
       "hand a View, Page or Report to the context; only cli/main.cc owns stdout and stderr",
       {},
       {"cli/main.cc"}},
      {"c-format",
       {"sprintf(", "snprintf(", "vsnprintf("},
       "fmt::format, or fmt::format_to for appending",
       {},
       {}},
      {"environment",
       {"getenv(", "secure_getenv(", "setenv(", "unsetenv(", "putenv(", "environ"},
       "take the environment as a value; only cli reads it",
       {},
       {"cli"}},
      {"sleep",
       {"sleep_for", "sleep_until", "usleep(", "nanosleep(", "::sleep("},
       "wait on a condition, or advance the fake clock",
       {"tests"},
       {}},
      {"clock",
       {"system_clock", "gettimeofday(", "clock_gettime(", "time(nullptr)", "time(NULL)",
        "std::time"},
       "the injected clock of core/base",
       {},
       {"core/base"}},
      {"random",
       {"rand(", "srand(", "random_device", "mt19937", "mt19937_64", "getrandom("},
       "the injected random source of core/base",
       {},
       {"core/base"}},
      {"regex",
       {"std::regex", "<regex>", "<regex.h>"},
       "a written-out scan, or core/subject for wildcards",
       {},
       {}},
      {"throw", {"throw"}, "return an Error (core/base/result.h)", {}, {}},
      {"exit",
       {"std::exit", "std::quick_exit", "std::terminate"},
       "return an Error; cli/main.cc alone ends the process",
       {},
       {"cli/main.cc"}},
      {"using-namespace", {"using namespace std"}, "std:: in full", {}, {}},
  };
  return kBans;
}

bool is_under_any(std::string_view path, const std::vector<std::string_view>& folders) {
  return std::any_of(folders.begin(), folders.end(), [&](std::string_view folder) {
    return path == folder ||
           (path.starts_with(folder) && path.substr(folder.size()).starts_with('/'));
  });
}

bool applies(const Ban& ban, std::string_view path) {
  return (ban.only.empty() || is_under_any(path, ban.only)) && !is_under_any(path, ban.except);
}

void check_words(const Source& source, std::size_t line, std::vector<Finding>& findings) {
  for (const Ban& ban : bans()) {
    if (!applies(ban, source.path)) continue;
    for (std::string_view word : ban.words) {
      if (find_word(source.code[line], word) == std::string_view::npos) continue;
      findings.push_back(
          {std::string(ban.name), source.path, line + 1, fmt::format("{}: {}", word, ban.instead)});
      break;
    }
  }
}

/// `new` and `delete` as operators on objects: not `= delete`, not `operator new`.
bool is_naked(std::string_view code, std::string_view word) {
  for (std::size_t at = find_word(code, word); at != std::string_view::npos;
       at = find_word(code, word, at + 1)) {
    const std::string_view before = trimmed(code.substr(0, at));
    if (code.starts_with('#') || before.ends_with("operator")) continue;
    if (word == "delete" && before.ends_with('=')) continue;
    return true;
  }
  return false;
}

void check_memory(const Source& source, std::size_t line, std::vector<Finding>& findings) {
  if (!is_naked(source.code[line], "new") && !is_naked(source.code[line], "delete")) return;
  findings.push_back({"new-delete", source.path, line + 1,
                      "naked new or delete: std::make_unique, or a container"});
}

void check_catch(const Source& source, std::size_t line, std::vector<Finding>& findings) {
  std::string packed;
  for (char c : source.code[line]) {
    if (c != ' ') packed += c;
  }
  if (packed.find("catch(...)") == std::string::npos) return;
  findings.push_back(
      {"catch-all", source.path, line + 1,
       "catch (...): catch the library's own exception type at its door, and return an Error"});
}

}  // namespace

std::vector<std::string> ban_names() {
  std::vector<std::string> names;
  for (const Ban& ban : bans()) names.emplace_back(ban.name);
  names.insert(names.end(), {"new-delete", "catch-all"});
  return names;
}

void check_bans(const Tree& tree, std::vector<Finding>& findings) {
  for (const Source& source : tree.sources) {
    for (std::size_t line = 0; line < source.code.size(); ++line) {
      check_words(source, line, findings);
      check_memory(source, line, findings);
      check_catch(source, line, findings);
    }
  }
}

}  // namespace natsop::tidy
