#include "core/client/requests.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "core/client/waiting.h"

namespace natsop::client {
namespace {

constexpr int kNoRespondersStatus = 503;

}  // namespace

Requests::Id Requests::open() {
  const std::scoped_lock lock(mutex_);
  const Id id = next_++;
  open_.emplace(id, Open{});
  return id;
}

void Requests::close(Id id) {
  const std::scoped_lock lock(mutex_);
  open_.erase(id);
}

Requests::Open* Requests::find(std::string_view subject) {
  if (!subject.starts_with(prefix_)) {
    return open_.size() == 1 ? &open_.begin()->second : nullptr;
  }
  Id id = 0;
  const std::string_view number = subject.substr(prefix_.size());
  const auto [end, failure] = std::from_chars(number.data(), number.data() + number.size(), id);
  if (failure != std::errc{} || end != number.data() + number.size()) return nullptr;
  const auto found = open_.find(id);
  return found == open_.end() ? nullptr : &found->second;
}

void Requests::answer(jetstream::Message message) {
  const std::scoped_lock lock(mutex_);
  Open* const request = find(message.subject);
  if (request == nullptr) return;
  request->answers.push_back(std::move(message));
  changed_.notify_all();
}

void Requests::fail_all(const Error& error) {
  const std::scoped_lock lock(mutex_);
  for (auto& [id, request] : open_) request.failed = error;
  changed_.notify_all();
}

Result<jetstream::Message> Requests::wait(Id id, SteadyTime until) {
  std::unique_lock lock(mutex_);
  const auto found = open_.find(id);
  if (found == open_.end()) return Error(Code::Conflict, "the request is over");
  Open& request = found->second;
  const auto ready = [&] { return !request.answers.empty() || request.failed; };
  if (until == SteadyTime::max()) {
    changed_.wait(lock, ready);
  } else if (!changed_.wait_until(lock, until, ready)) {
    return Error(Code::Timeout, "no answer in time");
  }
  if (request.answers.empty()) return *request.failed;
  jetstream::Message message = std::move(request.answers.front());
  request.answers.pop_front();
  return message;
}

Result<std::vector<jetstream::Message>> collect_answers(
    const jetstream::RequestMany& limits, const Clock& clock,
    const std::function<Result<jetstream::Message>(SteadyTime until)>& next) {
  std::vector<jetstream::Message> answers;
  const SteadyTime end = after(clock.steady(), limits.timeout);
  SteadyTime until = end;
  while (limits.max_replies == 0 || answers.size() < limits.max_replies) {
    auto answer = next(until);
    if (!answer) {
      if (answer.error().code() == Code::Timeout) return answers;
      return std::move(answer).error();
    }
    if (answers.empty() && answer->status == kNoRespondersStatus && answer->data.empty()) {
      return no_responders({});
    }
    if (limits.empty_ends && answer->data.empty()) return answers;
    answers.push_back(*std::move(answer));
    if (limits.last && limits.last(answers.back())) return answers;
    if (limits.stall.count() > 0) until = std::min(end, after(clock.steady(), limits.stall));
  }
  return answers;
}

Error no_responders(std::string_view subject) {
  Error error(Code::Unreachable, jetstream::kNoResponders);
  error.hint(subject.empty() ? std::string("nobody listens on the subject")
                             : fmt::format("nobody listens on \"{}\"", subject));
  return error;
}

}  // namespace natsop::client
