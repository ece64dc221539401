#include "tests/unit/core/engine/accounts/world.h"

#include <algorithm>

namespace natsop::engine::test {

Subscription& FakeMember::subscribe(std::string subject, std::string queue) {
  auto subscription = std::make_unique<Subscription>();
  subscription->sink = this;
  subscription->subject = std::move(subject);
  subscription->queue = std::move(queue);
  Subscription& made = *subscription;
  subscriptions_.push_back(std::move(subscription));
  account_->subscribe(made);
  return made;
}

void FakeMember::unsubscribe(Subscription& subscription) {
  account_->unsubscribe(subscription);
  const auto place = std::find_if(subscriptions_.begin(), subscriptions_.end(),
                                  [&](const auto& s) { return s.get() == &subscription; });
  gone_.push_back(std::move(*place));
  subscriptions_.erase(place);
}

std::size_t FakeMember::publish(std::string_view subject, std::string_view payload,
                                std::string_view reply, std::string_view headers) {
  const std::string body = std::string(headers) + std::string(payload);
  return account_->publish(
      {.sink = this, .party = party(), .echo = echo},
      {.subject = subject, .reply = reply, .body = body, .header_size = headers.size()});
}

bool FakeMember::deliver(Subscription& subscription, const Message& message,
                         const Origin& /*origin*/) {
  if (!takes) {
    return false;
  }
  got.push_back({.subject = std::string(message.subject),
                 .reply = std::string(message.reply),
                 .headers = std::string(message.headers()),
                 .payload = std::string(message.payload()),
                 .pattern = subscription.subject});
  ++subscription.delivered;
  if (answer) {
    answer(Got(got.back()));
  }
  return true;
}

void FakeMember::describe(ClientInfo& info, bool share) const {
  info.account = account_->name();
  info.rtt = rtt;
  if (share) {
    info.id = id_;
    info.server = "srv";
    info.kind = "Client";
  }
}

std::vector<std::string> FakeMember::subjects() const {
  std::vector<std::string> subjects;
  for (const Got& each : got) {
    subjects.push_back(each.subject);
  }
  return subjects;
}

ExportRule stream_export(std::string subject) { return {.subject = std::move(subject)}; }

ExportRule service_export(std::string subject, ResponseType response) {
  return {.service = true, .subject = std::move(subject), .response = response};
}

ImportRule stream_import(std::string account, std::string subject, std::string to,
                         std::string prefix) {
  return {.account = std::move(account),
          .subject = std::move(subject),
          .to = std::move(to),
          .prefix = std::move(prefix)};
}

ImportRule service_import(std::string account, std::string subject, std::string to, bool share) {
  return {.service = true,
          .account = std::move(account),
          .subject = std::move(subject),
          .to = std::move(to),
          .share = share};
}

std::vector<std::string> interest_of(Account& account) {
  std::vector<std::string> subjects;
  account.interest().each([&](Subscription& s) { subjects.push_back(s.subject); });
  std::sort(subjects.begin(), subjects.end());
  return subjects;
}

}  // namespace natsop::engine::test
