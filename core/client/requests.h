#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/jetstream/transport.h"

namespace natsop::client {

/// The requests that wait for answers: each has an inbox of its own below one common prefix. Safe
/// from any thread.
class Requests {
 public:
  using Id = std::uint64_t;

  /// `prefix` ends with a dot; requests' inboxes are prefix + number.
  explicit Requests(std::string prefix) : prefix_(std::move(prefix)) {}

  /// The subject that all answers match.
  [[nodiscard]] std::string wildcard() const { return prefix_ + "*"; }

  /// Opens a request; its answers go to inbox(id) until it is closed.
  [[nodiscard]] Id open();
  void close(Id id);
  [[nodiscard]] std::string inbox(Id id) const { return prefix_ + std::to_string(id); }

  /// Hands an answer to its request; answers of closed requests are dropped. A message that was
  /// pulled from a stream comes under the stream's subject instead of the inbox: it belongs to the
  /// only request that is open, and is dropped when there are several.
  void answer(jetstream::Message message);
  /// Fails every open request.
  void fail_all(const Error& error);

  /// The next answer. Errors: Timeout when `until` passes first; what fail_all said.
  [[nodiscard]] Result<jetstream::Message> wait(Id id, SteadyTime until);

 private:
  struct Open {
    std::deque<jetstream::Message> answers;
    std::optional<Error> failed;
  };

  /// The request that a message on this subject answers; null when there is none.
  [[nodiscard]] Open* find(std::string_view subject);

  std::string prefix_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<Id, Open> open_;
  Id next_ = 1;
};

/// Collects answers by the rules of RequestMany: `next` waits for one until a moment. Errors: those
/// of `next` but Timeout; Unreachable "no responders" when that is the first answer.
[[nodiscard]] Result<std::vector<jetstream::Message>> collect_answers(
    const jetstream::RequestMany& limits, const Clock& clock,
    const std::function<Result<jetstream::Message>(SteadyTime until)>& next);

/// The error of a request to a subject that nobody listens on.
[[nodiscard]] Error no_responders(std::string_view subject);

}  // namespace natsop::client
