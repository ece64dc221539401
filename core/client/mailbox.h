#pragma once
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "core/base/result.h"
#include "core/client/connection.h"
#include "core/client/stream.h"

namespace natsop::client {

/// One queue for the messages of many subscriptions, for a thread that has to wait for Ctrl-C as
/// well: handlers put messages in, and the thread takes all that came at once.
///
/// Safe from any thread. Holds a bounded number of messages: when it is full, handlers wait, and
/// what comes on the connection then counts against the limits of the subscription.
class Mailbox {
 public:
  struct Mail {
    Message message;
    std::size_t from = 0;  ///< the number that handler() was given
  };

  /// Errors: Failed when the system gives no descriptor.
  [[nodiscard]] static Result<std::unique_ptr<Mailbox>> make(std::size_t limit = 65'536);
  /// Use make().
  Mailbox(Socket wake, std::size_t limit) : wake_(std::move(wake)), limit_(limit) {}
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  /// A handler that puts what it gets into this mailbox, which must live as long as the
  /// subscription.
  [[nodiscard]] MessageHandler handler(std::size_t from);
  void put(Mail mail);

  /// Everything that waits, in the order of arrival; waits for the first up to `timeout`, or until
  /// `other_fd` (-1: none) is readable. Empty when nothing came.
  [[nodiscard]] std::vector<Mail> take(std::chrono::nanoseconds timeout, int other_fd);

  /// Lets waiting handlers go; what is put in later is dropped. Call it before subscriptions end.
  void close();

 private:
  [[nodiscard]] std::vector<Mail> take_now();

  Socket wake_;  ///< an eventfd: readable when mail came into an empty box
  const std::size_t limit_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::vector<Mail> mail_;
  bool closed_ = false;
};

}  // namespace natsop::client
