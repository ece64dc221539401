#include "core/engine/io/signals.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>

#include "core/engine/io/tcp_transport.h"

namespace natsop::engine {

namespace {

constexpr int kLargestSignal = 64;

/// Where the handler writes each signal's number, plus one; 0: nowhere. The one thing that a
/// handler can know.
constinit std::array<std::atomic<int>, kLargestSignal + 1> pipes{};

void note_signal(int number) {
  const int saved = errno;
  if (const int fd = pipes.at(static_cast<std::size_t>(number)) - 1; fd >= 0) {
    const auto byte = static_cast<char>(number);
    // A full pipe has enough to tell.
    [[maybe_unused]] const ssize_t ignored = ::write(fd, &byte, 1);
  }
  errno = saved;
}

void set_handler(int number, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  ::sigaction(number, &action, nullptr);
}

}  // namespace

Signals::~Signals() {
  for (const auto& [number, call] : calls_) {
    int ours = write_end_ + 1;
    if (pipes.at(static_cast<std::size_t>(number)).compare_exchange_strong(ours, 0)) {
      set_handler(number, SIG_DFL);
    }
  }
  if (read_end_ >= 0) {
    poller_.remove(read_end_, *this);
    ::close(read_end_);
    ::close(write_end_);
  }
}

Result<void> Signals::add(const std::vector<int>& numbers, const std::function<void(int)>& call) {
  if (read_end_ < 0) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_NONBLOCK | O_CLOEXEC) != 0) {
      return Error(Code::Failed, "signals: " + describe_errno(errno));
    }
    read_end_ = ends[0];
    write_end_ = ends[1];
    poller_.add(read_end_, EPOLLIN, *this);
  }
  for (const int number : numbers) {
    if (number < 1 || number > kLargestSignal || number == SIGKILL || number == SIGSTOP) {
      return Error(Code::Invalid, fmt::format("signal {} cannot be caught", number));
    }
    calls_[number] = call;
    pipes.at(static_cast<std::size_t>(number)) = write_end_ + 1;
    set_handler(number, note_signal);
  }
  return {};
}

void Signals::on_events(std::uint32_t) {
  std::array<char, 64> bytes;
  const ssize_t got = ::read(read_end_, bytes.data(), bytes.size());
  for (ssize_t i = 0; i < got; ++i) {
    const int number = bytes.at(static_cast<std::size_t>(i));
    // A copy: the call may ask for signals anew.
    if (const std::function<void(int)> call = calls_[number]; call) {
      call(number);
    }
  }
}

}  // namespace natsop::engine
