#include "cli/interrupt.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

namespace natsop::cli {
namespace {

// A signal handler can only reach what is global.
volatile std::sig_atomic_t g_interrupted = 0;
int g_write_end = -1;

void on_signal(int) {
  g_interrupted = 1;
  if (g_write_end >= 0) {
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(g_write_end, &byte, 1);
  }
}

}  // namespace

SignalInterrupt::~SignalInterrupt() {
  if (pipe_[0] < 0) return;
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  g_write_end = -1;
  ::close(pipe_[0]);
  ::close(pipe_[1]);
}

void SignalInterrupt::arm() {
  if (pipe_[0] >= 0) return;
  if (::pipe2(pipe_, O_CLOEXEC | O_NONBLOCK) != 0) return;
  g_write_end = pipe_[1];
  struct sigaction action = {};
  action.sa_handler = on_signal;
  action.sa_flags = static_cast<int>(SA_RESETHAND);  // a second Ctrl-C ends what does not end
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

bool SignalInterrupt::pending() const { return g_interrupted != 0; }

bool SignalInterrupt::wait(std::chrono::nanoseconds time) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + time;
  for (;;) {
    if (pending()) return false;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
    if (left.count() <= 0) return true;
    pollfd entry{.fd = pipe_[0], .events = POLLIN, .revents = 0};
    ::poll(&entry, pipe_[0] >= 0 ? 1 : 0,
           static_cast<int>(std::min<std::int64_t>(left.count(), 60'000)));
  }
}

}  // namespace natsop::cli
