#pragma once
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/client/connection.h"
#include "core/client/stream.h"

namespace natsop::client {

/// One queue for the messages of many subscriptions, for a thread that has to wait for Ctrl-C as
/// well: the connection's threads put messages in, and the thread takes all that came at once.
///
/// put() is safe from any thread, the rest is for one. Holds a bounded number of messages: when it
/// is full, delivery waits, and what comes then counts against the limits of the subscription.
class Mailbox {
 public:
  struct Mail {
    Message message;
    std::size_t from = 0;  ///< the number that subscribe() was given
  };

  /// Errors: Failed when the system gives no descriptor.
  [[nodiscard]] static Result<std::unique_ptr<Mailbox>> make(std::size_t limit = 65'536);
  /// Use make().
  Mailbox(Socket wake, std::size_t limit) : wake_(std::move(wake)), limit_(limit) {}
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;
  /// Unsubscribes.
  ~Mailbox();

  /// Interest whose messages come here. Errors: as Connection::subscribe; `at_most` (0: no limit)
  /// ends it after so many. An empty queue group is none.
  [[nodiscard]] Result<void> subscribe(Connection& connection, const std::string& subject,
                                       const std::string& queue, std::size_t from,
                                       std::size_t at_most = 0);
  /// Ends all subscriptions; what is on its way is dropped, what is here stays.
  void unsubscribe();
  /// Ends all subscriptions and lets in what the connection has received for them.
  [[nodiscard]] Result<void> drain(std::chrono::nanoseconds timeout);

  void put(Mail mail);

  /// Everything that waits, in the order of arrival; waits for the first up to `timeout`, or until
  /// `other_fd` (-1: none) is readable. Empty when nothing came.
  [[nodiscard]] std::vector<Mail> take(std::chrono::nanoseconds timeout, int other_fd = -1);

 private:
  [[nodiscard]] std::vector<Mail> take_now();

  Socket wake_;  ///< an eventfd: readable when mail came into an empty box
  const std::size_t limit_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::vector<Mail> mail_;
  bool unbounded_ = false;
  bool dropping_ = false;
  std::list<Subscription> subscriptions_;
};

}  // namespace natsop::client
