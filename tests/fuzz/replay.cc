// Replays a corpus where there is no libFuzzer: each input as it is, every truncation of it, and
// every byte of it changed in a few ways. Under the sanitizers this finds most of what a short
// search would.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/fuzz.h"

namespace natsop::fuzz {
namespace {

namespace fs = std::filesystem;

/// Above this size an input runs only as it is: its variants would take too long.
constexpr std::size_t kVariedSize = 1500;
constexpr std::array<char, 6> kChanges = {'\0', ' ', '"', '\xff', '0', '>'};

std::string_view current;

/// Keeps the input that ended the process, as libFuzzer does.
void keep_input(int /*signal*/) {
  const int file = ::open("crash-input", O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644);
  if (file >= 0 && ::write(file, current.data(), current.size()) >= 0) ::close(file);
  std::signal(SIGABRT, SIG_DFL);
}

void run(std::string_view input) {
  current = input;
  one(input);
}

std::size_t replay(const std::string& input) {
  run(input);
  std::size_t runs = 1;
  if (input.size() > kVariedSize) return runs;
  for (std::size_t size = 0; size < input.size(); ++size, ++runs)
    run(std::string_view(input).substr(0, size));
  std::string changed = input;
  for (std::size_t at = 0; at < input.size(); ++at) {
    for (char change : kChanges) {
      changed[at] = change;
      run(changed);
    }
    changed[at] = static_cast<char>(input[at] ^ 1);
    run(changed);
    changed[at] = input[at];
    runs += kChanges.size() + 1;
  }
  return runs;
}

int replay_folder(const char* folder) {
  std::vector<fs::path> paths;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->is_regular_file()) paths.push_back(it->path());
  }
  std::sort(paths.begin(), paths.end());
  std::size_t runs = 0;
  for (const fs::path& path : paths) {
    std::ifstream in(path, std::ios::binary);
    runs += replay(std::string(std::istreambuf_iterator<char>(in), {}));
  }
  fmt::print("{} inputs, {} runs\n", paths.size(), runs);
  return paths.empty() ? 1 : 0;
}

}  // namespace
}  // namespace natsop::fuzz

int main(int argc, char** argv) {
  std::signal(SIGABRT, natsop::fuzz::keep_input);
  if (argc == 2) return natsop::fuzz::replay_folder(argv[1]);
  fmt::print(stderr, "usage: {} CORPUS\n", argv[0]);
  return 2;
}
