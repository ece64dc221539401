// natsop_tidy ROOT LAYERS EXEMPTIONS: checks the tree and prints what offends; status 1 if anything
// does. natsop_tidy --planted ROOT LAYERS: the tree marks its offences with `offence: CHECK`;
// status 1 unless exactly those are found and every check has at least one.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "tests/tidy/checks.h"

namespace natsop::tidy {
namespace {

struct Exemption {
  std::string check;
  std::string path;
  std::size_t line = 0;  ///< in the exemptions' own file
  bool used = false;
};

/// Lines of `CHECK PATH REASON…`; `#` begins a comment. A line without a reason is an offence.
std::vector<Exemption> read_exemptions(const std::string& path, std::vector<Finding>& findings) {
  std::vector<Exemption> exemptions;
  std::ifstream in(path);
  if (!in) findings.push_back({"read", path, 1, "is missing"});
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    const std::string_view text = trimmed(line);
    if (text.empty() || text.starts_with('#')) continue;
    const std::size_t first = text.find(' ');
    const std::size_t start = std::min(text.find_first_not_of(' ', first), text.size());
    const std::size_t second = std::min(text.find(' ', start), text.size());
    if (first == std::string_view::npos || trimmed(text.substr(second)).empty()) {
      findings.push_back({"exemption", path, number, "write: CHECK PATH REASON"});
      continue;
    }
    exemptions.push_back({std::string(text.substr(0, first)),
                          std::string(text.substr(start, second - start)), number});
  }
  return exemptions;
}

bool is_exempt(std::vector<Exemption>& exemptions, const Finding& finding) {
  bool exempt = false;
  for (Exemption& exemption : exemptions) {
    if (exemption.check != finding.check || exemption.path != finding.path) continue;
    exemption.used = true;
    exempt = true;
  }
  return exempt;
}

void print(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    fmt::print("{}:{}: {} [{}]\n", finding.path, finding.line, finding.text, finding.check);
  }
}

int check_tree(const char* root, const char* layers, const std::string& exemptions_path) {
  std::vector<Finding> bad;
  std::vector<Exemption> exemptions = read_exemptions(exemptions_path, bad);
  const Tree tree = read_tree(root, layers, bad);
  for (Finding& finding : run_checks(tree)) {
    if (!is_exempt(exemptions, finding)) bad.push_back(std::move(finding));
  }
  for (const Exemption& exemption : exemptions) {
    if (exemption.used) continue;
    bad.push_back({"exemption", exemptions_path, exemption.line,
                   fmt::format("{} in {} is not needed any more: remove it", exemption.check,
                               exemption.path)});
  }
  print(bad);
  fmt::print("{} files, {} modules, {} offences\n", tree.sources.size(), tree.modules.size(),
             bad.size());
  return bad.empty() && !tree.sources.empty() ? 0 : 1;
}

using Mark = std::tuple<std::string, std::size_t, std::string>;

void read_marks(std::set<Mark>& marks, const std::string& path, std::size_t line,
                std::string_view text) {
  constexpr std::string_view kMark = "offence: ";
  const std::size_t at = text.find(kMark);
  if (at != std::string_view::npos)
    marks.emplace(path, line, trimmed(text.substr(at + kMark.size())));
}

int check_planted(const char* root, const char* layers) {
  std::vector<Finding> bad;
  Tree tree = read_tree(root, layers, bad);
  tree.limits = {.file_lines = 40, .function_lines = 10, .test_case_lines = 20};
  std::set<Mark> expected;
  for (const Source& source : tree.sources) {
    for (std::size_t i = 0; i < source.raw.size(); ++i)
      read_marks(expected, source.path, i + 1, source.raw[i]);
  }
  for (const auto& [folder, text] : tree.cmake_text) {
    read_marks(expected, folder + "/CMakeLists.txt", 1,
               std::string_view(text).substr(0, text.find('\n')));
  }
  std::set<Mark> found;
  for (const Finding& finding : run_checks(tree)) {
    found.emplace(finding.path, finding.line, finding.check);
    if (expected.contains({finding.path, finding.line, finding.check})) continue;
    bad.push_back(finding);
    bad.back().text = "found where nothing is planted: " + bad.back().text;
  }
  for (const auto& [path, line, check] : expected) {
    if (!found.contains({path, line, check}))
      bad.push_back({check, path, line, "planted and not found"});
  }
  for (const std::string& check : check_names()) {
    const bool planted = std::any_of(found.begin(), found.end(),
                                     [&](const Mark& m) { return std::get<2>(m) == check; });
    if (!planted) bad.push_back({check, root, 0, "no offence is planted for this check"});
  }
  print(bad);
  fmt::print("{} offences planted for {} checks, {} found\n", expected.size(), check_names().size(),
             found.size());
  return bad.empty() ? 0 : 1;
}

}  // namespace
}  // namespace natsop::tidy

int main(int argc, char** argv) {
  const std::vector<std::string> args(argv + 1, argv + argc);
  if (args.size() == 3 && args[0] == "--planted")
    return natsop::tidy::check_planted(argv[2], argv[3]);
  if (args.size() == 3) return natsop::tidy::check_tree(argv[1], argv[2], args[2]);
  fmt::print(stderr,
             "usage: natsop_tidy ROOT LAYERS EXEMPTIONS | natsop_tidy --planted ROOT LAYERS\n");
  return 2;
}
