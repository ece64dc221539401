#include "cli/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/files.h"

extern char** environ;

namespace natsop::cli {
namespace {

constexpr std::size_t kOutputMax = 16U << 20;

}  // namespace

Result<std::string> run_program(const std::vector<std::string>& argv) {
  std::vector<char*> args;
  for (const auto& arg : argv) args.push_back(const_cast<char*>(arg.c_str()));
  args.push_back(nullptr);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    return Error(Code::Failed,
                 fmt::format("no pipe for \"{}\": {}", argv[0], std::strerror(errno)));
  }
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  pid_t pid = 0;
  const int failed = ::posix_spawnp(&pid, args[0], &actions, nullptr, args.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  if (failed != 0) {
    ::close(ends[0]);
    return Error(failed == ENOENT ? Code::NotFound : Code::Failed,
                 fmt::format("\"{}\" cannot be run: {}", argv[0], std::strerror(failed)));
  }
  auto output = read_fd(ends[0], argv[0], kOutputMax);
  ::close(ends[0]);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    return Error(Code::Failed,
                 fmt::format("\"{}\" ended with status {}", argv[0],
                             WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)));
  }
  return output;
}

}  // namespace natsop::cli
