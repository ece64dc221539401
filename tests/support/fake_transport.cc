#include "tests/support/fake_transport.h"

namespace natsop::test {
namespace {

jetstream::Message message(const std::string& data) {
  jetstream::Message out;
  out.subject = "_INBOX.test";
  out.data = data;
  return out;
}

}  // namespace

FakeTransport& FakeTransport::answer(const std::string& subject, const std::string& data) {
  return answer(subject, message(data));
}

FakeTransport& FakeTransport::answer(const std::string& subject, jetstream::Message message) {
  answers_[subject].push_back(std::move(message));
  return *this;
}

Result<jetstream::Message> FakeTransport::request(const std::string& subject,
                                                  const std::string& data,
                                                  const jetstream::Headers&,
                                                  std::chrono::nanoseconds) {
  sent_.push_back({subject, data});
  const auto it = answers_.find(subject);
  if (it == answers_.end()) return Error(Code::Unreachable, jetstream::kNoResponders);
  auto& queue = it->second;
  auto answer = queue.front();
  if (queue.size() > 1) queue.pop_front();
  return answer;
}

Result<std::vector<jetstream::Message>> FakeTransport::request_many(
    const std::string& subject, const std::string& data, const jetstream::Headers&,
    const jetstream::RequestMany& limits) {
  sent_.push_back({subject, data});
  std::vector<jetstream::Message> out;
  const auto it = answers_.find(subject);
  if (it == answers_.end()) return Error(Code::Unreachable, jetstream::kNoResponders);
  for (const auto& answer : it->second) {
    out.push_back(answer);
    if (limits.last && limits.last(out.back())) break;
    if (out.size() == limits.max_replies) break;
  }
  return out;
}

Result<void> FakeTransport::publish(const jetstream::Message& out) {
  sent_.push_back({out.subject, out.data});
  return {};
}

}  // namespace natsop::test
