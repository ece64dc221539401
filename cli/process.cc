#include "cli/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "core/base/files.h"

extern char** environ;

namespace natsop::cli {
namespace {

constexpr std::size_t kOutputMax = 16U << 20;

void close_end(int& fd) {
  if (fd >= 0) ::close(fd);
  fd = -1;
}

/// A pipe that closes itself.
struct Pipe {
  int read_end = -1;
  int write_end = -1;

  Pipe() = default;
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close_end(read_end);
    close_end(write_end);
  }

  Result<void> open() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
      return Error(Code::Failed, fmt::format("no pipe: {}", std::strerror(errno)));
    read_end = ends[0];
    write_end = ends[1];
    return {};
  }
};

/// Starts a program with some of our descriptors as its own.
Result<pid_t> spawn(const std::vector<std::string>& argv,
                    const std::vector<std::string>& extra_environment,
                    const std::vector<std::pair<int, int>>& descriptors) {
  std::vector<char*> args;
  for (const auto& arg : argv) args.push_back(const_cast<char*>(arg.c_str()));
  args.push_back(nullptr);
  std::vector<char*> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) variables.push_back(*variable);
  for (const auto& variable : extra_environment)
    variables.push_back(const_cast<char*>(variable.c_str()));
  variables.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  for (const auto& [ours, theirs] : descriptors)
    ::posix_spawn_file_actions_adddup2(&actions, ours, theirs);
  pid_t pid = 0;
  const int failed =
      ::posix_spawnp(&pid, args[0], &actions, nullptr, args.data(), variables.data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed == 0) return pid;
  return Error(failed == ENOENT ? Code::NotFound : Code::Failed,
               fmt::format("\"{}\" cannot be run: {}", argv[0], std::strerror(failed)));
}

/// Exit status, or 128 + the signal.
int wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// Writes to one pipe while it reads from the other, so that neither side waits for ever.
std::string exchange(Pipe& in, Pipe& out, std::string_view input) {
  std::string output;
  std::vector<char> buffer(65536);
  ::fcntl(in.write_end, F_SETFL, O_NONBLOCK);
  for (;;) {
    if (input.empty()) close_end(in.write_end);
    pollfd entries[2] = {{out.read_end, POLLIN, 0}, {in.write_end, POLLOUT, 0}};
    if (::poll(entries, in.write_end >= 0 ? 2 : 1, -1) < 0 && errno != EINTR) return output;
    if (in.write_end >= 0 && entries[1].revents != 0) {
      const auto written = ::write(in.write_end, input.data(), input.size());
      if (written > 0) {
        input.remove_prefix(static_cast<std::size_t>(written));
      } else if (errno != EAGAIN && errno != EINTR) {
        input = {};  // the program does not want the rest
      }
    }
    if (entries[0].revents == 0) continue;
    const auto got = ::read(out.read_end, buffer.data(), buffer.size());
    if (got == 0 || (got < 0 && errno != EINTR)) return output;
    if (got > 0 && output.size() < kOutputMax)
      output.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace

Result<std::string> run_program(const std::vector<std::string>& argv) {
  Pipe out;
  NATSOP_CHECK(out.open());
  NATSOP_TRY(const pid_t pid, spawn(argv, {}, {{out.write_end, STDOUT_FILENO}}));
  close_end(out.write_end);
  auto output = read_fd(out.read_end, argv[0], kOutputMax);
  const int status = wait_for(pid);
  if (status != 0)
    return Error(Code::Failed, fmt::format("\"{}\" ended with status {}", argv[0], status));
  return output;
}

Result<FilterOutput> run_filter(const std::vector<std::string>& argv, const FilterInput& input) {
  Pipe in;
  Pipe out;
  NATSOP_CHECK(in.open());
  NATSOP_CHECK(out.open());
  NATSOP_TRY(const pid_t pid, spawn(argv, input.extra_environment,
                                    {{in.read_end, STDIN_FILENO},
                                     {out.write_end, STDOUT_FILENO},
                                     {out.write_end, STDERR_FILENO}}));
  close_end(in.read_end);
  close_end(out.write_end);
  FilterOutput result;
  result.output = exchange(in, out, input.input);
  result.status = wait_for(pid);
  return result;
}

}  // namespace natsop::cli
