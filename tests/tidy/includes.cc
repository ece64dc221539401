// Who may include what: the module edges of layers.txt, and the folders in which each library is
// allowed.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include "tests/tidy/checks.h"

namespace natsop::tidy {
namespace {

/// A third-party library: how its headers begin, the start of its CMake targets' names, and where
/// it may be used (docs/dependencies.md). `homes` are folder prefixes; an EXTERNAL elsewhere is an
/// offence too.
struct Library {
  std::string_view name;
  std::vector<std::string_view> headers;
  std::string_view target;
  std::vector<std::string_view> homes;
};

const std::vector<Library>& libraries() {
  static const std::vector<Library> kLibraries = {
      {"CLI11", {"CLI/"}, "CLI11::", {"cli"}},
      {"nlohmann-json", {"nlohmann/"}, "nlohmann_json::", {"core/json"}},
      {"libsodium", {"sodium.h", "sodium/"}, "PkgConfig::sodium", {"core/identity"}},
      {"libcrypt", {"crypt.h"}, "crypt", {"core/engine/auth"}},
      {"cnats", {"nats.h", "nats/"}, "PkgConfig::nats", {"core/client"}},
      {"OpenSSL", {"openssl/"}, "OpenSSL::", {"core/client", "core/engine", "core/http"}},
      {"yaml-cpp", {"yaml-cpp/"}, "yaml-cpp", {"core/json", "core/render"}},
      {"utf8proc", {"utf8proc.h"}, "PkgConfig::utf8proc", {"core/render", "core/text"}},
      {"Boost", {"boost/"}, "Boost::", {"core/engine"}},
      {"LMDB", {"lmdb.h"}, "PkgConfig::lmdb", {"core/engine/storage"}},
      {"C-Raft", {"raft.h", "raft/"}, "PkgConfig::raft", {"core/engine/cluster"}},
      {"zlib", {"zlib.h"}, "ZLIB::", {"core/engine/system"}},
      {"snappy", {"snappy.h", "snappy-c.h"}, "PkgConfig::snappy", {"core/engine"}},
  };
  return kLibraries;
}

/// The system's headers that have no C++ spelling.
constexpr std::array<std::string_view, 37> kPosix = {
    "arpa/inet.h",  "dirent.h",       "fcntl.h",       "fnmatch.h",   "grp.h",
    "ifaddrs.h",    "langinfo.h",     "malloc.h",      "net/if.h",    "netdb.h",
    "netinet/in.h", "netinet/tcp.h",  "poll.h",        "pthread.h",   "pty.h",
    "pwd.h",        "sched.h",        "spawn.h",       "sys/epoll.h", "sys/eventfd.h",
    "sys/file.h",   "sys/inotify.h",  "sys/ioctl.h",   "sys/mman.h",  "sys/prctl.h",
    "sys/random.h", "sys/resource.h", "sys/socket.h",  "sys/stat.h",  "sys/types.h",
    "sys/uio.h",    "sys/un.h",       "sys/utsname.h", "sys/wait.h",  "syslog.h",
    "termios.h",    "unistd.h"};

bool contains(const std::vector<std::string>& list, std::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool is_under(std::string_view path, std::string_view folder) {
  return path == folder ||
         (path.starts_with(folder) && path.substr(folder.size()).starts_with('/'));
}

const Library* library_of(std::string_view header) {
  for (const Library& library : libraries()) {
    for (std::string_view prefix : library.headers) {
      if (header == prefix || (prefix.ends_with('/') && header.starts_with(prefix)))
        return &library;
    }
  }
  return nullptr;
}

/// cli/main.cc is the composition root: it alone sees both sides of the edge between cli and
/// commands.
bool is_composition_root(std::string_view path) { return path == "cli/main.cc"; }

class IncludeCheck {
 public:
  IncludeCheck(const Tree& tree, std::vector<Finding>& findings)
      : tree_(tree), findings_(findings) {}

  void file(const Source& source) {
    source_ = &source;
    in_tests_ = source.path.starts_with("tests/");
    module_ = module_of(tree_, source.path);
    if (module_.empty() && !in_tests_) {
      report("layer", 1, "belongs to no module: name it in a natsop_module()");
    }
    for (std::size_t line = 0; line < source.code.size(); ++line) {
      if (const auto include = include_of(source, line)) one(line + 1, *include);
    }
  }

 private:
  void report(std::string check, std::size_t line, std::string text) {
    findings_.push_back({std::move(check), source_->path, line, std::move(text)});
  }

  void one(std::size_t line, const std::string& include) {
    const std::string header = include.substr(1, include.size() - 2);
    if (header.starts_with("fmt/")) return;
    if (const Library* library = library_of(header)) return third_party(line, header, *library);
    if (header.starts_with("doctest/")) {
      if (!in_tests_) report("external", line, "doctest is for tests/ only");
      return;
    }
    include.front() == '"' ? ours(line, header) : system(line, header);
  }

  void ours(std::size_t line, const std::string& header) {
    if (!std::filesystem::exists(tree_.root / header)) {
      return report("root", line, fmt::format("\"{}\" is not a path from the root", header));
    }
    if (in_tests_) return;
    const std::string target = module_of(tree_, header);
    if (target == module_ || module_.empty()) return;
    if (is_composition_root(source_->path) &&
        (is_under(target, "cli") || is_under(target, "commands")))
      return;
    if (target.empty())
      return report("layer", line, fmt::format("{} belongs to no module", header));
    if (!contains(tree_.modules.at(module_).deps, target)) {
      report("layer", line,
             fmt::format("{} may not include {}: its DEPS do not name it", module_, target));
    }
  }

  void third_party(std::size_t line, const std::string& header, const Library& library) {
    if (header == "nlohmann/json_fwd.hpp" || in_tests_) return;
    if (source_->is_header()) {
      return report(
          "external-header", line,
          fmt::format("{} in a header: forward-declare, and include it in the .cc", header));
    }
    if (module_.empty()) return;
    const auto& external = tree_.modules.at(module_).external;
    const bool named =
        std::any_of(external.begin(), external.end(),
                    [&](const std::string& target) { return target.starts_with(library.target); });
    if (!named) {
      report(
          "external", line,
          fmt::format("{} may not use {}: its EXTERNAL does not name it", module_, library.name));
    }
  }

  void system(std::size_t line, const std::string& header) {
    if (!header.ends_with(".h") && !header.ends_with(".hpp") &&
        header.find('/') == std::string::npos)
      return;
    if (std::find(kPosix.begin(), kPosix.end(), header) != kPosix.end()) return;
    report("external", line,
           fmt::format("<{}> is neither standard C++ nor a library of docs/dependencies.md "
                       "(tests/tidy/includes.cc "
                       "lists both; C's own headers have a C++ name)",
                       header));
  }

  const Tree& tree_;
  std::vector<Finding>& findings_;
  const Source* source_ = nullptr;
  std::string module_;
  bool in_tests_ = false;
};

/// A module may name a library only in the folders that docs/dependencies.md gives it.
void check_homes(const Tree& tree, std::vector<Finding>& findings) {
  for (const auto& [path, module] : tree.modules) {
    for (const std::string& target : module.external) {
      for (const Library& library : libraries()) {
        if (!target.starts_with(library.target)) continue;
        const auto& homes = library.homes;
        if (std::any_of(homes.begin(), homes.end(),
                        [&](std::string_view home) { return is_under(path, home); })) {
          continue;
        }
        findings.push_back({"external-home", path + "/CMakeLists.txt", 1,
                            fmt::format("{} is for {} only (docs/dependencies.md)", library.name,
                                        fmt::join(homes, ", "))});
      }
    }
  }
}

}  // namespace

std::string module_of(const Tree& tree, std::string_view path) {
  std::string best;
  for (const auto& [module, edges] : tree.modules) {
    if (is_under(path, module) && module.size() > best.size()) best = module;
  }
  return best;
}

void check_includes(const Tree& tree, std::vector<Finding>& findings) {
  IncludeCheck check(tree, findings);
  for (const Source& source : tree.sources) check.file(source);
  check_homes(tree, findings);
}

}  // namespace natsop::tidy
