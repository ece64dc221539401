// Compares a face's command tree with the original's: `parity nats|nsc TREE.json DIFFERENCES.txt`.
// Prints what is there, and every difference in commands that exist; ends with 1 when a difference
// is not listed as meant.
#include <fmt/format.h>

#include <iostream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "cli/introspect.h"
#include "cli/later.h"
#include "commands/tree.h"
#include "core/base/files.h"

namespace {

using natsop::json::Doc;
using Tree = std::map<std::string, Doc>;

Tree by_path(const Doc& list) {
  Tree tree;
  for (const auto& command : list.elements()) tree.emplace(command.text_at("/path"), command);
  return tree;
}

std::map<std::string, Doc> by_name(const Doc& flags) {
  std::map<std::string, Doc> out;
  for (const auto& flag : flags.elements()) out.emplace(flag.text_at("/name"), flag);
  return out;
}

std::set<std::string> set_of(const Doc& list) {
  const auto texts = list.texts();
  return {texts.begin(), texts.end()};
}

class Comparison {
 public:
  Comparison(std::string face, std::set<std::string> meant)
      : face_(std::move(face)), meant_(std::move(meant)) {}

  void compare(const Tree& theirs, const Tree& ours) {
    std::size_t commands = 0;
    std::size_t flags = 0;
    std::size_t all_flags = 0;
    for (const auto& [path, command] : theirs) {
      const auto own = by_name(command.at("/flags"));
      all_flags += own.size();
      const auto it = ours.find(path);
      if (it == ours.end()) {
        missing_.push_back(path);
        check_announced(path, ours);
        continue;
      }
      ++commands;
      if (natsop::cli::comes_later(face_, path))
        differ(path, "later", "is there, and cli/later.cc lists it");
      flags += compare_flags(path, own, by_name(it->second.at("/flags")));
      compare_arguments(path, command, it->second);
      if (set_of(command.at("/aliases")) != set_of(it->second.at("/aliases"))) {
        differ(path, "aliases",
               fmt::format("{} there, {} here", command.at("/aliases").dump(),
                           it->second.at("/aliases").dump()));
      }
    }
    std::cout << fmt::format("{}: {} of {} commands, {} of {} flags\n", face_, commands,
                             theirs.size(), flags, all_flags);
  }

  int finish() const {
    for (const auto& path : missing_) std::cout << "  not yet: " << path << "\n";
    for (const auto& line : differences_) std::cout << "  differs: " << line << "\n";
    return differences_.empty() ? 0 : 1;
  }

 private:
  std::size_t compare_flags(const std::string& path, const std::map<std::string, Doc>& theirs,
                            const std::map<std::string, Doc>& ours) {
    std::size_t present = 0;
    for (const auto& [name, flag] : theirs) {
      const auto it = ours.find(name);
      if (it == ours.end()) {
        differ(path, "--" + name, "missing");
        continue;
      }
      ++present;
      for (const auto* key : {"/short", "/type"}) {
        if (flag.at(key) != it->second.at(key)) {
          differ(path, "--" + name,
                 fmt::format("{} is {} there, {} here", key + 1, flag.at(key).dump(),
                             it->second.at(key).dump()));
        }
      }
      if (set_of(flag.at("/enum")) != set_of(it->second.at("/enum")))
        differ(path, "--" + name, "other choices");
    }
    return present;
  }

  void compare_arguments(const std::string& path, const Doc& theirs, const Doc& ours) {
    if (!theirs.at("/args").is_array()) return;
    const auto names = [](const Doc& command) {
      std::string out;
      for (const auto& arg : command.at("/args").elements()) {
        out += fmt::format("{}{} ", arg.text_at("/name"), arg.boolean_at("/required") ? "!" : "");
      }
      return out;
    };
    if (names(theirs) != names(ours)) {
      differ(path, "arguments", fmt::format("{}there, {}here", names(theirs), names(ours)));
    }
  }

  /// Who types a command that is missing is told so (cli/later.cc).
  void check_announced(const std::string& path, const Tree& ours) {
    const auto space = path.rfind(' ');
    const bool topmost = space == std::string::npos || ours.contains(path.substr(0, space));
    if (topmost && path != "help" && !natsop::cli::comes_later(face_, path)) {
      differ(path, "later", "is missing, and cli/later.cc does not list it");
    }
  }

  void differ(const std::string& path, const std::string& what, const std::string& how) {
    if (meant_.contains(fmt::format("{}|{}|{}", face_, path, what))) return;
    differences_.push_back(fmt::format("{} {}: {}", path, what, how));
  }

  std::string face_;
  std::set<std::string> meant_;
  std::vector<std::string> missing_;
  std::vector<std::string> differences_;
};

/// The "face|command|flag" keys of the list of differences that are meant.
std::set<std::string> read_meant(const std::string& text) {
  std::set<std::string> keys;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto end = std::min(text.find('\n', at), text.size());
    const auto line = text.substr(at, end - at);
    at = end + 1;
    if (line.empty() || line[0] == '#') continue;
    keys.insert(line.substr(0, line.rfind('|')));
  }
  return keys;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: parity nats|nsc TREE.json DIFFERENCES.txt\n";
    return 2;
  }
  const std::string face = argv[1];
  const auto text = natsop::read_file(argv[2]);
  const auto meant = natsop::read_file(argv[3]);
  const auto tree = text ? natsop::json::Doc::parse(*text) : text.error();
  if (!tree || !meant) {
    std::cerr << (!tree ? tree.error() : meant.error()).one_line() << "\n";
    return 2;
  }
  const auto& faces = natsop::commands::faces();
  const auto ours = natsop::cli::make_tree(face == "nsc" ? faces.nsc : faces.nats);
  Comparison comparison(face, read_meant(*meant));
  comparison.compare(by_path(*tree),
                     by_path(face == "nsc" ? natsop::cli::introspect_nsc(ours->root)
                                           : natsop::cli::introspect_nats(ours->root)));
  return comparison.finish();
}
