#include "core/client/mailbox.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
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

Mailbox::~Mailbox() { unsubscribe(); }

Result<void> Mailbox::subscribe(Connection& connection, const std::string& subject,
                                const std::string& queue, std::size_t from, std::size_t at_most) {
  NATSOP_TRY(auto made, connection.subscribe(subject, queue, [this, from](Message message) {
    put({std::move(message), from});
  }));
  subscriptions_.push_back(std::move(made));
  if (at_most == 0) return {};
  return subscriptions_.back().unsubscribe_after(at_most);
}

void Mailbox::unsubscribe() {
  {
    const std::scoped_lock lock(mutex_);
    dropping_ = true;  // a subscription waits for its handler, which may wait for room
    room_.notify_all();
  }
  subscriptions_.clear();
  const std::scoped_lock lock(mutex_);
  dropping_ = false;
}

Result<void> Mailbox::drain(std::chrono::nanoseconds timeout) {
  {
    const std::scoped_lock lock(mutex_);
    unbounded_ = true;
    room_.notify_all();
  }
  Result<void> done;
  for (auto& subscription : subscriptions_) {
    if (!subscription.valid()) continue;  // its maximum is reached
    if (auto drained = subscription.drain(timeout); !drained) done = std::move(drained);
  }
  unsubscribe();
  return done;
}

void Mailbox::put(Mail mail) {
  std::unique_lock lock(mutex_);
  room_.wait(lock, [this] { return unbounded_ || dropping_ || mail_.size() < limit_; });
  if (dropping_) return;
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
  ::poll(entries, 2,
         static_cast<int>(
             library_ms(std::min<std::chrono::nanoseconds>(timeout, std::chrono::hours(24)))));
  return take_now();
}

}  // namespace natsop::client
