#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/tidy/source.h"

namespace natsop::tidy {

/// One offence. `check` is the name that exemptions.txt and the planted offences use.
struct Finding {
  std::string check;
  std::string path;
  std::size_t line = 0;  ///< from 1
  std::string text;      ///< what is wrong, and what to do instead
};

/// What cmake/Module.cmake recorded about one module: one line of layers.txt.
struct Module {
  std::vector<std::string> deps;      ///< modules it may include, besides itself
  std::vector<std::string> external;  ///< CMake targets of the libraries it may include
};

struct Limits {
  std::size_t file_lines = 600;
  std::size_t function_lines = 70;
  std::size_t test_case_lines = 140;  ///< a TEST_CASE is a list of cases, so it may be longer
};

/// A source tree as the checks see it.
struct Tree {
  std::filesystem::path root;
  std::vector<Source> sources;                    ///< every .h and .cc of the checked folders
  std::map<std::string, std::string> cmake_text;  ///< folder ("" is the root): its CMakeLists.txt
  std::map<std::string, Module> modules;          ///< by path, from layers.txt
  Limits limits;
};

/// Every check's name, in the order in which they run.
[[nodiscard]] const std::vector<std::string>& check_names();

/// Reads the tree under `root` and the module edges in `layers`. Folders named planted or build are
/// left out. An unreadable file becomes a finding of the check "read".
[[nodiscard]] Tree read_tree(const std::filesystem::path& root, const std::filesystem::path& layers,
                             std::vector<Finding>& findings);

/// Runs all checks.
[[nodiscard]] std::vector<Finding> run_checks(const Tree& tree);

// The groups of checks, one file each.
void check_includes(const Tree& tree, std::vector<Finding>& findings);
void check_bans(const Tree& tree, std::vector<Finding>& findings);
void check_shape(const Tree& tree, std::vector<Finding>& findings);

/// The names that each group can report.
[[nodiscard]] std::vector<std::string> ban_names();

/// The module that a file belongs to: the longest module path that leads to it; empty when there is
/// none.
[[nodiscard]] std::string module_of(const Tree& tree, std::string_view path);

}  // namespace natsop::tidy
