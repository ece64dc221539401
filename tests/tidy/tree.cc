// Reads the files that the checks look at.
#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "tests/tidy/checks.h"

namespace natsop::tidy {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> kFolders = {"core", "cli", "commands", "tests"};

std::optional<std::string> read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::size_t at = 0;
  while ((at = text.find_first_not_of(' ', at)) != std::string_view::npos) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    words.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

/// One line of layers.txt: `core/json: core/base | nlohmann_json::nlohmann_json`.
void read_layer(Tree& tree, std::string_view line) {
  const std::size_t colon = line.find(": ");
  const std::size_t bar = line.find('|');
  if (colon == std::string_view::npos || bar == std::string_view::npos) return;
  Module module;
  module.deps = words_of(line.substr(colon + 2, bar - colon - 2));
  module.external = words_of(line.substr(bar + 1));
  tree.modules.emplace(line.substr(0, colon), std::move(module));
}

void read_layers(Tree& tree, const fs::path& path, std::vector<Finding>& findings) {
  const auto text = read_file(path);
  if (!text) {
    findings.push_back({"read", path.string(), 1, "is missing: configure the build first"});
    return;
  }
  std::string_view rest = *text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    read_layer(tree, rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

void read_one(Tree& tree, const fs::path& path, std::vector<Finding>& findings) {
  const std::string relative = path.lexically_relative(tree.root).generic_string();
  const bool cmake = path.filename() == "CMakeLists.txt";
  if (!cmake && path.extension() != ".h" && path.extension() != ".cc") return;
  auto text = read_file(path);
  if (!text) {
    findings.push_back({"read", relative, 1, "cannot be read"});
  } else if (cmake) {
    tree.cmake_text.emplace(fs::path(relative).parent_path().generic_string(), std::move(*text));
  } else {
    tree.sources.push_back(split_source(relative, *text));
  }
}

}  // namespace

Tree read_tree(const fs::path& root, const fs::path& layers, std::vector<Finding>& findings) {
  Tree tree;
  tree.root = root;
  read_layers(tree, layers, findings);
  read_one(tree, root / "CMakeLists.txt", findings);
  for (std::string_view folder : kFolders) {
    std::error_code error;
    for (fs::recursive_directory_iterator it(root / folder, error), end; !error && it != end;
         it.increment(error)) {
      if (it->is_directory() && it->path().filename() == "planted") {
        it.disable_recursion_pending();
      } else if (it->is_regular_file()) {
        read_one(tree, it->path(), findings);
      }
    }
  }
  std::sort(tree.sources.begin(), tree.sources.end(),
            [](const Source& a, const Source& b) { return a.path < b.path; });
  return tree;
}

const std::vector<std::string>& check_names() {
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> names = {"layer", "root", "external", "external-header",
                                      "external-home"};
    for (std::string& ban : ban_names()) names.push_back(std::move(ban));
    names.insert(names.end(), {"file-length", "function-length", "file-name", "pragma-once", "todo",
                               "dead-file"});
    return names;
  }();
  return kNames;
}

std::vector<Finding> run_checks(const Tree& tree) {
  std::vector<Finding> findings;
  check_includes(tree, findings);
  check_bans(tree, findings);
  check_shape(tree, findings);
  return findings;
}

}  // namespace natsop::tidy
