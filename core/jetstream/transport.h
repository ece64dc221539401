#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/jetstream/headers.h"

namespace natsop::jetstream {

/// One message as a client sees it. A value type.
struct Message {
  std::string subject{};
  std::string reply{};  ///< empty when no answer is expected
  Headers headers{};
  std::string data{};
  int status =
      0;  ///< from the header block's first line ("NATS/1.0 404 ..."); 0 when there is none
  std::string description{};  ///< the text beside status
};

/// When a request with many answers is over. The first condition met ends it.
struct RequestMany {
  std::size_t max_replies = 0;         ///< 0: no limit
  std::chrono::nanoseconds timeout{};  ///< for the whole request
  std::chrono::nanoseconds
      stall{};  ///< longest gap between two answers, counted from the first one; 0: none
  bool empty_ends = false;  ///< an answer with an empty body ends it and is not returned
  std::function<bool(const Message&)>
      last;  ///< when set and true of an answer, that answer is returned and ends it
};

/// Request/reply over some connection: core/client implements it with cnats, the engine in process,
/// tests with a fake.
///
/// Called from one thread at a time; calls block until they are answered. Errors of every call:
/// Unreachable with the message "no responders" when nobody listens on the subject, Unreachable
/// when the connection is lost, Timeout, Denied when the server refused to let us publish.
class Transport {
 public:
  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport() = default;

  /// One request, the first answer.
  [[nodiscard]] virtual Result<Message> request(const std::string& subject, const std::string& data,
                                                const Headers& headers,
                                                std::chrono::nanoseconds timeout) = 0;

  /// As request, for a request that may arrive twice without harm. Where subjects cross leafnodes,
  /// a request that follows a change of interest at once may be lost; implementations send it again
  /// when it stays unanswered for a while. The first answer of any counts.
  [[nodiscard]] virtual Result<Message> request_repeatable(const std::string& subject,
                                                           const std::string& data,
                                                           const Headers& headers,
                                                           std::chrono::nanoseconds timeout) {
    return request(subject, data, headers, timeout);
  }

  /// One request, many answers. Running out of time or of answers is success: what came is
  /// returned, possibly nothing.
  [[nodiscard]] virtual Result<std::vector<Message>> request_many(const std::string& subject,
                                                                  const std::string& data,
                                                                  const Headers& headers,
                                                                  const RequestMany& limits) = 0;

  /// Sends without waiting for an answer. message.status and description are ignored.
  [[nodiscard]] virtual Result<void> publish(const Message& message) = 0;
};

/// The message of the Unreachable error that every Transport gives when nobody listens on a
/// subject.
inline constexpr const char* kNoResponders = "no responders";

}  // namespace natsop::jetstream
