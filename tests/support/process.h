#pragma once
#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace natsop::test {

/// A child process with an environment of PATH and HOME alone, killed with its owner and with the
/// thread that started it. Its output goes to a file. Move-only.
class Process {
 public:
  /// Starts a program found in the usual folders. Its standard output and error go to `log`.
  [[nodiscard]] static Result<Process> start(const std::vector<std::string>& argv,
                                             const std::filesystem::path& log,
                                             const std::filesystem::path& home);
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  [[nodiscard]] pid_t pid() const { return pid_; }
  /// Sends a signal; nothing when it has ended.
  void signal(int number) const;
  /// Waits for its end and returns its exit status, -1 when a signal ended it.
  int wait();

 private:
  explicit Process(pid_t pid) : pid_(pid) {}
  pid_t pid_ = 0;
};

/// Runs a program to its end. Failed, with what it wrote, unless it exits with 0.
[[nodiscard]] Result<void> run_program(const std::vector<std::string>& argv,
                                       const std::filesystem::path& dir);

}  // namespace natsop::test
