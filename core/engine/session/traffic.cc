// What a session says and what is delivered to it.
#include <fmt/format.h>

#include <algorithm>

#include "core/engine/accounts/reserved.h"
#include "core/engine/options/options.h"
#include "core/engine/protocol/error_text.h"
#include "core/engine/session/delivery.h"
#include "core/engine/session/registry.h"
#include "core/engine/session/session.h"
#include "core/json/doc.h"
#include "core/subject/subject.h"
#include "core/text/quote.h"

namespace natsop::engine {

namespace {

constexpr std::string_view kRaftPrefix = "$NRG.";
constexpr std::string_view kGatewayReply = "_GR_.";

bool is_reserved_reply(std::string_view reply) {
  switch (reply.front()) {
    case '_':
      return reply.starts_with(kReplyPrefix) || reply.starts_with(kGatewayReply);
    case '$':
      return reply.starts_with(kAckPrefix);
    default:
      return false;
  }
}

}  // namespace

bool Session::on_info(std::string_view json) {
  trace_in("INFO", json);
  if (const auto parsed = json::Doc::parse(json); !parsed) {
    log().error("INFO: " + parsed.error().one_line());
    close(reason::kProtocolViolation);
  }
  return !closed_;
}

void Session::on_bad_publish_subject() { send_error(error_text::kInvalidPublishSubject); }

bool Session::on_publish(const PublishLine& line, std::string_view body) {
  if (tracing()) {
    trace_in(line.header_size == 0 ? "PUB" : "HPUB",
             line.reply.empty() ? fmt::format("{} {}", line.subject, line.size)
                                : fmt::format("{} {} {}", line.subject, line.reply, line.size));
    trace_payload(body);
  }
  last_active_ = last_in_;
  received_.add(line.size);
  account_->received.add(line.size);
  env_.figures.received.add(line.size);
  env_.figures.from_clients.add(line.size);
  if (!may_publish(line)) {
    return !closed_;
  }
  if (verbose_) {
    trace_out("OK");
    send("+OK\r\n");
  }
  std::string mapped;
  const std::size_t takers = account_->publish(
      {.sink = this, .party = Party::Client, .echo = echo_},
      {.subject = line.subject, .reply = line.reply, .body = body, .header_size = line.header_size},
      &mapped);
  if (takers == 0 && no_responders_ && !line.reply.empty() && !closed_) {
    say_no_responders(mapped.empty() ? line.subject : mapped, line.reply);
  }
  return !closed_;
}

bool Session::may_publish(const PublishLine& line) {
  const char first = line.subject.front();
  const bool plain = first != '_' && first != '$';
  if (plain && line.reply.empty() && rights_.permissions() == nullptr) {
    return true;
  }
  const bool reserved = (first == '_' && line.subject.starts_with(kGatewayReply)) ||
                        (first == '$' && !system_ && line.subject.starts_with(kRaftPrefix));
  if (reserved || !rights_.may_publish(line.subject, last_in_)) {
    log().error(fmt::format("Publish Violation - {}, Subject {}", auth_user(),
                            text::go_quote(line.subject)));
    send_error(error_text::publish_violation(line.subject));
    return false;
  }
  if (!line.reply.empty() && is_reserved_reply(line.reply)) {
    log().error(
        fmt::format("Publish Violation - {}, Reply {}", auth_user(), text::go_quote(line.reply)));
    send_error(error_text::reply_violation(line.reply));
    return false;
  }
  return true;
}

/// Tells the requestor through its own subscription that nobody will answer.
void Session::say_no_responders(std::string_view subject, std::string_view reply) {
  const MatchesRef matches = account_->interest().match(reply);
  const auto own = std::ranges::find_if(matches->plain, [&](const Subscription* subscription) {
    return subscription->sink == this && subscription->active;
  });
  if (own == matches->plain.end()) {
    return;
  }
  const std::string headers = fmt::format("NATS/1.0 503\r\nNats-Subject: {}\r\n\r\n", subject);
  const Message message{
      .subject = reply, .reply = {}, .body = headers, .header_size = headers.size()};
  write_delivery(transport_->output(), message, (*own)->sid, true);
  want_flush();
}

bool Session::deliver(Subscription& subscription, const Message& message, const Origin& origin) {
  if (closed_ || (origin.sink == this && !origin.echo)) {
    return false;
  }
  if (subscription.filtered && !rights_.may_receive(message.subject, subscription.queue)) {
    return false;
  }
  ++subscription.delivered;
  if (tracing()) {
    trace_delivery(subscription, message);
  }
  Output& output = transport_->output();
  const std::size_t size = write_delivery(output, message, subscription.sid, headers_);
  delivered_ = true;
  sent_.add(size);
  account_->sent.add(size);
  env_.figures.sent.add(size);
  env_.figures.to_clients.add(size);
  if (rights_.opens_replies() && !message.reply.empty()) {
    rights_.open_reply(message.reply, env_.loop.turn_time());
  }
  if (subscription.max != 0 && subscription.delivered >= subscription.max) {
    drop(std::string(subscription.sid));
  }
  want_flush();
  if (output.size() > stall_above_) {
    full(origin);
  }
  return true;
}

/// More waits for the peer than it should: publishers wait for it, or it is given up.
void Session::full(const Origin& origin) {
  const auto most = static_cast<std::size_t>(env_.options->max_pending);
  Output& output = transport_->output();
  if (output.size() > most) {
    // What came up in this turn alone says nothing about the peer.
    transport_->flush();
  }
  if (output.size() > most) {
    log().info(fmt::format("Slow Consumer Detected: MaxPending of {} Exceeded", most));
    slow_consumer(reason::kSlowConsumerPending);
  } else if (output.size() > stall_above_ && origin.party == Party::Client && origin.sink != this) {
    static_cast<Session*>(origin.sink)->stall(*this);
  }
}

bool Session::may_subscribe(std::string_view subject, std::string_view queue, std::string_view sid,
                            bool& filtered) {
  const Permissions::Answer answer =
      queue == kReservedQueue ? Permissions::Answer::No : rights_.may_subscribe(subject, queue);
  if (answer == Permissions::Answer::No) {
    log().error(fmt::format("Subscription Violation - {}, Subject {}, {}SID {}", auth_user(),
                            text::go_quote(subject),
                            queue.empty() ? "" : "Queue: " + text::go_quote(queue) + ", ", sid));
    send_error(error_text::subscription_violation(subject, queue));
    return false;
  }
  filtered = answer == Permissions::Answer::Filtered;
  const std::int64_t tokens = env_.options->max_subscription_tokens;
  if (tokens > 0 && subject::token_count(subject) > static_cast<std::size_t>(tokens)) {
    log().error(fmt::format("Subscription Violation - {}, Subject {}, too many tokens", auth_user(),
                            text::go_quote(subject)));
    send_error(error_text::too_many_tokens(subject));
    return false;
  }
  if (max_subscriptions_ >= 0 &&
      subscriptions_.size() >= static_cast<std::size_t>(max_subscriptions_)) {
    log().error(error_text::kMaximumSubscriptions);
    send_error(error_text::kMaximumSubscriptions);
    return false;
  }
  return true;
}

bool Session::on_subscribe(std::string_view subject, std::string_view queue, std::string_view sid) {
  if (tracing()) {
    trace_in("SUB", queue.empty() ? fmt::format("{} {}", subject, sid)
                                  : fmt::format("{} {} {}", subject, queue, sid));
  }
  last_active_ = last_in_;
  bool filtered = false;
  if (!may_subscribe(subject, queue, sid, filtered)) {
    return true;
  }
  if (!subscriptions_.contains(sid)) {
    if (!subject::is_valid(subject)) {
      send_error(error_text::kInvalidSubject);
      return true;
    }
    auto held = std::make_unique<Held>();
    held->sink = this;
    held->subject = subject;
    held->queue = queue;
    held->sid = sid;
    held->filtered = filtered;
    Held& subscription = *held;
    subscriptions_.emplace(sid, std::move(held));
    account_->subscribe(subscription);
  }
  if (verbose_) {
    trace_out("OK");
    send("+OK\r\n");
  }
  return !closed_;
}

bool Session::on_unsubscribe(std::string_view sid, std::int64_t max) {
  if (tracing()) {
    trace_in("UNSUB", max < 0 ? std::string(sid) : fmt::format("{} {}", sid, max));
  }
  if (verbose_) {
    trace_out("OK");
    send("+OK\r\n");
  }
  last_active_ = last_in_;
  const auto found = subscriptions_.find(sid);
  if (found == subscriptions_.end()) {
    return true;
  }
  Held& held = *found->second;
  if (max > 0 && static_cast<std::uint64_t>(max) > held.delivered) {
    held.max = static_cast<std::uint64_t>(max);
  } else {
    drop(sid);
  }
  return true;
}

void Session::drop(std::string_view sid) {
  const auto found = subscriptions_.find(sid);
  if (found == subscriptions_.end()) {
    return;
  }
  std::unique_ptr<Held> held = std::move(found->second);
  subscriptions_.erase(found);
  account_->unsubscribe(*held);
  env_.loop.dispose(std::move(held));
}

void Session::drop_up_to(std::size_t most) {
  for (std::size_t i = 0; i < most && !subscriptions_.empty(); ++i) {
    std::unique_ptr<Held> held = std::move(subscriptions_.extract(subscriptions_.begin()).mapped());
    account_->unsubscribe(*held);
    env_.loop.dispose(std::move(held));
  }
}

bool Session::on_error(std::string_view text) {
  log().error(fmt::format("Client Error {}", text));
  close(reason::kParseError);
  return false;
}

void Session::on_fault(Parser::Fault fault, const std::string& detail) {
  switch (fault) {
    case Parser::Fault::Operation:
      log().error("Client parser ERROR, " + detail);
      send_error(error_text::kUnknownOperation);
      return close(reason::kProtocolViolation);
    case Parser::Fault::Arguments:
    case Parser::Fault::Headers:
      log().error(detail);
      return close(reason::kProtocolViolation);
    case Parser::Fault::ControlLine:
      log().error("maximum control line exceeded: " + detail);
      send_error(error_text::kMaximumControlLine);
      return close(reason::kMaxControlLine);
    case Parser::Fault::Payload:
      log().error("maximum payload exceeded: " + detail);
      send_error(error_text::kMaximumPayload);
      return close(reason::kMaxPayload);
  }
}

}  // namespace natsop::engine
