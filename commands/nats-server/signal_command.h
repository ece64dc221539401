#pragma once
#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

/// `nats-server --signal reload=PID`: finds a running server and signals it.
namespace natsop::commands::nats_server {

struct RunningProcess {
  pid_t pid = 0;
  std::string name;               ///< /proc/PID/comm: the program's file name
  std::vector<std::string> args;  ///< with the program
};

/// What is needed of the machine.
struct ProcessControl {
  std::function<std::vector<RunningProcess>()> list;
  /// 0, or the errno of kill(2).
  std::function<int(pid_t, int)> kill;
  std::function<Result<std::string>(const std::string&)> read_file;
  pid_t self = 0;
};

/// The machine's processes, from /proc.
[[nodiscard]] ProcessControl machine_processes();

/// True for nats-server's and ours that serve: not those that only signal others.
[[nodiscard]] bool is_server(const RunningProcess& process);

/// Sends a signal by "command" or "command=target". Commands: stop, quit, term, reopen, reload,
/// ldm. The target is a pid, a pid file, or the beginning of pids and a '*'; without one there must
/// be a single server. Errors as nats-server's, the pids of several servers one a line.
[[nodiscard]] Result<void> send_signal(std::string_view expression, const ProcessControl& control);

}  // namespace natsop::commands::nats_server
