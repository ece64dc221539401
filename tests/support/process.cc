#include "tests/support/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spawn.h>
#include <sys/wait.h>

#include <csignal>
#include <cstring>
#include <utility>

#include "core/base/files.h"

namespace natsop::test {
namespace {

constexpr const char* kPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

}  // namespace

Result<Process> Process::start(const std::vector<std::string>& argv,
                               const std::filesystem::path& log,
                               const std::filesystem::path& home) {
  // setpriv becomes the program itself, after asking the kernel to kill it when we die.
  std::vector<std::string> command = {"/usr/bin/setpriv", "--pdeathsig", "KILL"};
  command.insert(command.end(), argv.begin(), argv.end());
  std::vector<std::string> environment = {kPath, "HOME=" + home.string()};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  pid_t pid = 0;
  const int failure = ::posix_spawn(&pid, command.front().c_str(), &actions, nullptr,
                                    pointers(command).data(), pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) {
    return Error(Code::Failed,
                 fmt::format("cannot start {}: {}", argv.front(), std::strerror(failure)));
  }
  return Process(pid);
}

Process::Process(Process&& other) noexcept : pid_(std::exchange(other.pid_, 0)) {}

Process& Process::operator=(Process&& other) noexcept {
  std::swap(pid_, other.pid_);
  return *this;
}

Process::~Process() {
  if (pid_ == 0) return;
  signal(SIGKILL);
  wait();
}

void Process::signal(int number) const {
  if (pid_ != 0) ::kill(pid_, number);
}

int Process::wait() {
  if (pid_ == 0) return -1;
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

Result<void> run_program(const std::vector<std::string>& argv, const std::filesystem::path& dir) {
  const std::filesystem::path log = dir / "program.log";
  NATSOP_TRY(Process process, Process::start(argv, log, dir));
  const int status = process.wait();
  if (status == 0) return {};
  return Error(Code::Failed, fmt::format("`{}` exited with {}: {}", fmt::join(argv, " "), status,
                                         read_file(log).value_or("")));
}

}  // namespace natsop::test
