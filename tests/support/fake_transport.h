#pragma once
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "core/jetstream/transport.h"

namespace natsop::test {

/// Answers requests from a table, and remembers them. A subject without an answer has no
/// responders.
class FakeTransport final : public jetstream::Transport {
 public:
  struct Sent {
    std::string subject;
    std::string data;
  };

  /// The next answers on a subject, in turn; the last one is given again and again.
  FakeTransport& answer(const std::string& subject, const std::string& data);
  FakeTransport& answer(const std::string& subject, jetstream::Message message);
  [[nodiscard]] const std::vector<Sent>& sent() const { return sent_; }

  [[nodiscard]] Result<jetstream::Message> request(const std::string& subject,
                                                   const std::string& data,
                                                   const jetstream::Headers& headers,
                                                   std::chrono::nanoseconds timeout) override;
  /// The answers of the subject at once, as far as the limits let them through.
  [[nodiscard]] Result<std::vector<jetstream::Message>> request_many(
      const std::string& subject, const std::string& data, const jetstream::Headers& headers,
      const jetstream::RequestMany& limits) override;
  [[nodiscard]] Result<void> publish(const jetstream::Message& message) override;

 private:
  std::map<std::string, std::deque<jetstream::Message>> answers_;
  std::vector<Sent> sent_;
};

}  // namespace natsop::test
