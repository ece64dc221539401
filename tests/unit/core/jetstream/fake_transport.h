#pragma once
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "core/jetstream/transport.h"

namespace natsop::jetstream {

/// Answers requests from a queue and remembers what was asked. A request too many is no responders.
class FakeTransport final : public Transport {
 public:
  struct Request {
    std::string subject;
    std::string data;
    Headers headers;
  };

  std::vector<Request> requests;

  void answer(std::string data) { answers_.push_back({Message{.data = std::move(data)}}); }
  void answer(Message message) { answers_.push_back({std::move(message)}); }
  void answer_many(std::vector<Message> messages) { answers_.push_back(std::move(messages)); }
  void fail(Error error) { errors_.push_back(std::move(error)); }

  Result<Message> request(const std::string& subject, const std::string& data,
                          const Headers& headers, std::chrono::nanoseconds /*timeout*/) override {
    auto many = request_many(subject, data, headers, {});
    if (!many) return many.error();
    return std::move(many->front());
  }

  Result<std::vector<Message>> request_many(const std::string& subject, const std::string& data,
                                            const Headers& headers,
                                            const RequestMany& limits) override {
    requests.push_back({subject, data, headers});
    if (!errors_.empty()) {
      Error error = std::move(errors_.front());
      errors_.pop_front();
      return error;
    }
    if (answers_.empty()) return Error(Code::Unreachable, kNoResponders);
    std::vector<Message> taken = std::move(answers_.front());
    answers_.pop_front();
    for (std::size_t i = 0; limits.last && i < taken.size(); ++i) {
      if (limits.last(taken[i])) taken.resize(i + 1);
    }
    return taken;
  }

  Result<void> publish(const Message& message) override {
    requests.push_back({message.subject, message.data, message.headers});
    return {};
  }

 private:
  std::deque<std::vector<Message>> answers_;
  std::deque<Error> errors_;
};

}  // namespace natsop::jetstream
