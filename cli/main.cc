#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>

#include "cli/app.h"
#include "cli/interrupt.h"
#include "commands/tree.h"

namespace {

std::optional<std::string> variable(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::string working_directory() {
  char* path = ::getcwd(nullptr, 0);
  std::string out = path == nullptr ? "." : path;
  std::free(path);
  return out;
}

/// The path of this executable, for commands that start another one of its faces.
std::string own_path() {
  std::string path(4096, '\0');
  const auto length = ::readlink("/proc/self/exe", path.data(), path.size());
  path.resize(length < 0 ? 0 : static_cast<std::size_t>(length));
  return path;
}

/// A peer that hangs up is the client's business (EPIPE). When whoever reads our output is gone
/// (`nats stream ls | head -1`), there is nobody left to work for: end as other programs do.
void on_broken_pipe(int signal) {
  pollfd output{STDOUT_FILENO, 0, 0};
  if (::poll(&output, 1, 0) != 1 || (output.revents & POLLERR) == 0) return;
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

}  // namespace

int main(int argc, char** argv) {
  // Seeds must not reach a core file.
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  std::signal(SIGPIPE, on_broken_pipe);
  std::ios::sync_with_stdio(false);
  std::cin.tie(nullptr);

  const natsop::SystemClock clock;
  natsop::SystemRandom random;
  natsop::cli::SignalInterrupt interrupt;
  natsop::cli::World world{
      .io = {std::cin, std::cout, std::cerr},
      .environment = variable,
      .cwd = working_directory(),
      .terminal = natsop::render::Terminal::detect(variable("NO_COLOR").value_or(""),
                                                   variable("TERM").value_or("")),
      .clock = clock,
      .random = random,
      .interrupt = interrupt,
      .connect = natsop::client::Connection::connect,
      .program = own_path(),
  };
  return natsop::cli::run(natsop::commands::faces(), std::vector<std::string>(argv, argv + argc),
                          world);
}
