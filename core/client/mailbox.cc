#include "core/client/mailbox.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "core/client/waiting.h"

namespace natsop::client {

Result<std::unique_ptr<Mailbox>> Mailbox::make(std::size_t limit) {
  Socket wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake.open()) {
    return Error(Code::Failed, fmt::format("no event descriptor: {}", std::strerror(errno)));
  }
  return std::make_unique<Mailbox>(std::move(wake), limit);
}

MessageHandler Mailbox::handler(std::size_t from) {
  return [this, from](const Message& message) { put({message, from}); };
}

void Mailbox::put(Mail mail) {
  std::unique_lock lock(mutex_);
  room_.wait(lock, [this] { return closed_ || mail_.size() < limit_; });
  if (closed_) return;
  mail_.push_back(std::move(mail));
  if (mail_.size() > 1) return;
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(wake_.fd(), &one, sizeof one);
}

std::vector<Mailbox::Mail> Mailbox::take_now() {
  std::vector<Mail> taken;
  {
    const std::scoped_lock lock(mutex_);
    taken.swap(mail_);
    if (!taken.empty()) {
      std::uint64_t count = 0;
      [[maybe_unused]] const auto got = ::read(wake_.fd(), &count, sizeof count);
    }
  }
  if (taken.size() >= limit_) room_.notify_all();
  return taken;
}

std::vector<Mailbox::Mail> Mailbox::take(std::chrono::nanoseconds timeout, int other_fd) {
  auto taken = take_now();
  if (!taken.empty() || timeout.count() <= 0) return taken;
  pollfd entries[2] = {{wake_.fd(), POLLIN, 0}, {other_fd, POLLIN, 0}};
  ::poll(entries, 2, static_cast<int>(library_ms(std::min<std::chrono::nanoseconds>(
                         timeout, std::chrono::hours(24)))));
  return take_now();
}

void Mailbox::close() {
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  room_.notify_all();
}

}  // namespace natsop::client
