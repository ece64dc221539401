#include "core/engine/accounts/responses.h"

#include <cstring>

#include "core/engine/accounts/account.h"
#include "core/engine/accounts/directory.h"
#include "core/engine/accounts/exports.h"
#include "core/engine/accounts/imports.h"
#include "core/engine/accounts/reserved.h"
#include "core/engine/accounts/service_import.h"

namespace natsop::engine {

namespace {

constexpr std::size_t kTokenSize = 6;
constexpr std::string_view kTracked = ".T";

std::uint64_t to_key(std::string_view token) {
  std::uint64_t key = 0;
  std::memcpy(&key, token.data(), kTokenSize);
  return key;
}

bool passes_unchanged(std::string_view reply) {
  return reply.empty() || reply.starts_with(kAckPrefix);
}

LatencyStatus status_of(Responses::End end) {
  switch (end) {
    case Responses::End::NotTaken:
      return LatencyStatus::Unavailable;
    case Responses::End::Expired:
    case Responses::End::Withdrawn:
      return LatencyStatus::TimedOut;
    case Responses::End::InterestLost:
      return LatencyStatus::InterestLost;
    case Responses::End::Answered:
      break;
  }
  return LatencyStatus::Ok;
}

}  // namespace

Responses::Responses(Account& account) : Sink(Party::Account), account_(account) {
  subscription_.sink = this;
}

Responses::~Responses() { close_all(); }

void Responses::begin() {
  prefix_ = std::string(kReplyPrefix) + account_.random_token(kTokenSize) + ".";
  subscription_.subject = prefix_ + ">";
  account_.interest().insert(subscription_);
}

Response& Responses::open(ServiceExport& service, Account& requestor, std::string_view reply,
                          std::unique_ptr<Tracking> tracking) {
  if (prefix_.empty()) {
    begin();
  }
  auto response = std::make_unique<Response>();
  std::string token;
  do {
    token = account_.random_token(kTokenSize);
    response->key = to_key(token);
  } while (open_.contains(response->key));
  response->subject = prefix_ + token;
  if (const std::string& node = account_.directory().node();
      tracking != nullptr && !node.empty() && account_.directory().system() != nullptr) {
    response->subject += "." + node + std::string(kTracked);
  }
  response->account = &account_;
  response->requestor = &requestor;
  response->reply = reply;
  response->service = &service;
  response->single = service.rule().response == ResponseType::Single;
  response->tracking = std::move(tracking);
  response->awaited = requestor.imports().awaited().emplace(response->reply, response.get());
  service.wait_for(*response);
  Response& opened = *response;
  open_.emplace(opened.key, std::move(response));
  return opened;
}

std::unique_ptr<Response> Responses::take(std::uint64_t key) {
  auto node = open_.extract(key);
  if (node.empty()) {
    return nullptr;
  }
  Response& response = *node.mapped();
  response.service->forget(response);
  response.requestor->imports().awaited().erase(response.awaited);
  return std::move(node.mapped());
}

void Responses::close(std::uint64_t key, End end) {
  const auto response = take(key);
  if (response == nullptr) {
    return;
  }
  if (response->tracking != nullptr && end != End::Answered) {
    publish_latency(*response->service, *response->tracking, status_of(end), nullptr);
  }
  // A request that went on into a third account waits there for this one.
  account_.imports().stop_awaiting(response->subject);
}

void Responses::close_all() {
  while (!open_.empty()) {
    close(open_.begin()->first, End::Withdrawn);
  }
  account_.interest().remove(subscription_);
  prefix_.clear();
}

Response* Responses::find(std::string_view subject) const {
  if (!subject.starts_with(prefix_) || subject.size() < prefix_.size() + kTokenSize) {
    return nullptr;
  }
  const auto found = open_.find(to_key(subject.substr(prefix_.size())));
  return found == open_.end() || found->second->subject != subject ? nullptr : found->second.get();
}

bool Responses::deliver(Subscription& /*subscription*/, const Message& message,
                        const Origin& origin) {
  Response* response = find(message.subject);
  if (response == nullptr) {
    return false;
  }
  const std::uint64_t key = response->key;
  ServiceExport& service = *response->service;
  Account& requestor = *response->requestor;
  if (response->tracking != nullptr) {
    const auto tracking = std::move(response->tracking);
    publish_latency(service, *tracking, LatencyStatus::Ok, &origin);
  }
  if (response->single) {
    // Closed first, so that an answer to the answer cannot come through.
    const auto closed = take(key);
    const bool taken =
        closed != nullptr && pass_on(message, origin, service, requestor, closed->reply);
    account_.imports().stop_awaiting(message.subject);
    return taken;
  }
  ScratchPool::Lent reply(account_.scratch());
  *reply = response->reply;
  service.touch(*response);
  const bool taken = pass_on(message, origin, service, requestor, *reply);
  if (!taken) {
    close(key, End::InterestLost);
  } else if (message.body.empty()) {
    close(key, End::Answered);  // the end of a stream of answers
  }
  return taken;
}

bool Responses::pass_on(const Message& message, const Origin& origin, ServiceExport& service,
                        Account& requestor, std::string_view reply) {
  const ImportStep step{.service = &service, .before = origin.imports, .answer = true};
  Origin onward = origin;
  onward.imports = &step;
  Message answer = message;
  answer.subject = reply;
  if (passes_unchanged(message.reply)) {
    return requestor.publish(onward, answer) > 0;
  }
  // An answer that wants an answer: the same from the other side.
  const Response& back = requestor.exports().responses().open(service, account_, message.reply, {});
  const std::uint64_t key = back.key;
  ScratchPool::Lent back_subject(account_.scratch());
  *back_subject = back.subject;
  answer.reply = *back_subject;
  const bool taken = requestor.publish(onward, answer) > 0;
  if (!taken) {
    requestor.exports().responses().close(key, Responses::End::NotTaken);
  }
  return taken;
}

}  // namespace natsop::engine
