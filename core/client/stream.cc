#include "core/client/stream.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace natsop::client {

Socket::Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Socket& Socket::operator=(Socket&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

Socket::~Socket() {
  if (fd_ >= 0) ::close(fd_);
}

int Deadline::left_ms() const {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - clock_.steady()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1 << 30));
}

Result<void> wait_for(int fd, Wait wait, const Deadline& deadline, std::string_view doing) {
  const short events = wait == Wait::Writable ? POLLOUT : POLLIN;
  std::array<pollfd, 2> polled{{{.fd = fd, .events = events, .revents = 0},
                                {.fd = deadline.cancel_fd(), .events = POLLIN, .revents = 0}}};
  while (true) {
    const int ready = ::poll(polled.data(), polled.size(), deadline.left_ms());
    if (ready > 0 && polled[1].revents != 0)
      return Error(Code::Cancelled, "the connection is closed");
    if (ready > 0) return {};
    if (ready == 0) return Error(Code::Timeout, fmt::format("timeout {}", doing));
    if (errno != EINTR) {
      return Error(Code::Unreachable, fmt::format("{}: {}", doing, std::strerror(errno)));
    }
  }
}

namespace {

Error ended(std::string_view doing) {
  return Error(Code::Unreachable, fmt::format("the other side closed the connection {}", doing));
}

}  // namespace

Result<void> write_all(ByteStream& stream, std::string_view bytes, const Deadline& deadline,
                       std::string_view doing) {
  while (!bytes.empty()) {
    NATSOP_TRY(const ByteStream::Step step, stream.write(bytes));
    bytes.remove_prefix(step.bytes);
    if (step.closed) return ended(doing);
    if (step.bytes == 0) NATSOP_CHECK(wait_for(stream.fd(), step.wait, deadline, doing));
  }
  while (true) {
    NATSOP_TRY(const ByteStream::Step step, stream.write({}));
    if (step.closed) return ended(doing);
    if (step.wait == Wait::Nothing) return {};
    NATSOP_CHECK(wait_for(stream.fd(), step.wait, deadline, doing));
  }
}

Result<std::string> read_exactly(ByteStream& stream, std::size_t size, const Deadline& deadline,
                                 std::string_view doing) {
  std::string bytes(size, '\0');
  std::size_t have = 0;
  while (have < size) {
    NATSOP_TRY(const ByteStream::Step step, stream.read(std::span(bytes).subspan(have)));
    have += step.bytes;
    if (step.closed) return ended(doing);
    if (step.bytes == 0) NATSOP_CHECK(wait_for(stream.fd(), step.wait, deadline, doing));
  }
  return bytes;
}

Result<std::string> read_through(ByteStream& stream, std::string_view end, std::size_t limit,
                                 const Deadline& deadline, std::string_view doing) {
  std::string text;
  while (!text.ends_with(end)) {
    if (text.size() >= limit) {
      return Error(Code::Unreachable, fmt::format("the other side sent an endless line {}", doing));
    }
    NATSOP_TRY(const std::string next, read_exactly(stream, 1, deadline, doing));
    text += next;
  }
  return text;
}

}  // namespace natsop::client
