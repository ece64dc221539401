#include "core/client/scatter.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "core/client/connection_state.h"

namespace natsop::client {
namespace {

constexpr int kNoRespondersStatus = 503;

/// The number behind `prefix`; nothing for other subjects, such as those of a former round.
std::optional<std::size_t> number_behind(std::string_view subject, std::string_view prefix) {
  if (!subject.starts_with(prefix)) return std::nullopt;
  subject.remove_prefix(prefix.size());
  std::size_t number = 0;
  const char* end = subject.data() + subject.size();
  const auto read = std::from_chars(subject.data(), end, number);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return number;
}

}  // namespace

Scatter::Scatter(Connection& connection, std::string inbox)
    : connection_(connection), inbox_(std::move(inbox)) {}

std::string Scatter::new_inbox() { return new_inbox_name("_INBOX"); }

std::string Scatter::round_prefix() const { return fmt::format("{}.{}.", inbox_, round_); }

Result<void> Scatter::scatter(
    const std::vector<identity::ResolverRequest>& requests, const identity::Patience& patience,
    const std::function<bool(const identity::ResolverMessage&)>& on_message) {
  if (!answers_) {
    NATSOP_TRY(answers_, connection_.subscribe(subscription(inbox_)));
  }
  ++round_;
  const std::string prefix = round_prefix();
  for (std::size_t i = 0; i < requests.size(); ++i) {
    NATSOP_CHECK(connection_.publish(requests[i].subject, requests[i].payload,
                                     fmt::format("{}{}", prefix, i)));
  }
  // A refusal of one request, such as the resolver's ping, need not concern the others.
  const auto sent = connection_.flush();
  if (!sent && sent.error().code() != Code::Denied) return sent;
  bool answered = false;
  while (true) {
    auto message = answers_->next(patience());
    if (!message) {
      if (message.error().code() != Code::Timeout) return std::move(message).error();
      if (!sent && !answered) return sent;
      return {};
    }
    const auto request = number_behind(message->subject, prefix);
    if (!request || *request >= requests.size()) continue;
    answered = true;
    const bool nobody = message->status == kNoRespondersStatus && message->data.empty();
    if (!on_message(
            {.request = *request, .payload = std::move(message->data), .no_responders = nobody})) {
      return {};
    }
  }
}

}  // namespace natsop::client
