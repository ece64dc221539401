// bench_measure COUNT COMMAND…: runs the command COUNT times without output and prints for each run
// its wall time, its processor time (microseconds) and its peak memory (KiB), one run a line. A
// program of its own, and a small one, because the kernel counts the memory of whoever starts a
// process as that process's first peak.
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace {

long microseconds(const timeval& t) { return t.tv_sec * 1'000'000L + t.tv_usec; }

long now() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1'000'000L + t.tv_nsec / 1000;
}

bool run_once(char** command, const posix_spawn_file_actions_t& quiet) {
  const long begin = now();
  pid_t child = 0;
  const int failure = posix_spawnp(&child, command[0], &quiet, nullptr, command, environ);
  if (failure != 0) {
    std::fprintf(stderr, "bench_measure: %s: %s\n", command[0], std::strerror(failure));
    return false;
  }
  int status = 0;
  rusage used{};
  while (wait4(child, &status, 0, &used) < 0 && errno == EINTR) {
  }
  const long wall = now() - begin;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    std::fprintf(stderr, "bench_measure: %s ended with status %d\n", command[0], status);
    return false;
  }
  std::printf("%ld %ld %ld\n", wall, microseconds(used.ru_utime) + microseconds(used.ru_stime),
              used.ru_maxrss);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  const long count = argc > 2 ? std::strtol(argv[1], nullptr, 10) : 0;
  if (count < 1) {
    std::fputs("usage: bench_measure COUNT COMMAND…\n", stderr);
    return 2;
  }
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  for (long i = 0; i < count; ++i) {
    if (!run_once(argv + 2, quiet)) return 1;
  }
  return 0;
}
