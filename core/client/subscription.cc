#include <fmt/format.h>
#include <nats/nats.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <thread>
#include <utility>

#include "core/client/connection_state.h"
#include "core/client/failure.h"
#include "core/client/message.h"
#include "core/client/waiting.h"

namespace natsop::client {

struct SubscriptionState::Completion {
  Handler handler;
  std::mutex mutex;
  std::condition_variable changed;
  bool done = false;
  std::atomic<std::thread::id> delivering;  ///< the thread that is in the handler
};

namespace {

constexpr int kMaxPendingBytes = 512 << 20;
constexpr int kNoRespondersStatus = 503;

using CompletionHandle = std::shared_ptr<SubscriptionState::Completion>;

MessageView to_view(natsMsg* message) {
  MessageView view{.subject = natsMsg_GetSubject(message), .reply = {}, .data = {}};
  if (const char* reply = natsMsg_GetReply(message)) view.reply = reply;
  if (const int size = natsMsg_GetDataLength(message); size > 0) {
    view.data = {natsMsg_GetData(message), static_cast<std::size_t>(size)};
  }
  return view;
}

void deliver(natsConnection*, natsSubscription*, natsMsg* raw, void* closure) {
  const LibraryMessage message(raw);
  auto& completion = **static_cast<CompletionHandle*>(closure);
  completion.delivering.store(std::this_thread::get_id(), std::memory_order_relaxed);
  if (const auto* view = std::get_if<ViewHandler>(&completion.handler)) {
    (*view)(to_view(message.get()));
  } else if (const auto* copy = std::get_if<MessageHandler>(&completion.handler)) {
    (*copy)(to_message(message.get()));
  }
  completion.delivering.store({}, std::memory_order_relaxed);
}

void complete(void* closure) {
  const std::unique_ptr<CompletionHandle> handle(static_cast<CompletionHandle*>(closure));
  const std::scoped_lock lock((*handle)->mutex);
  (*handle)->done = true;
  (*handle)->changed.notify_all();
}

natsStatus subscribe_handle(natsConnection* connection, const std::string& subject,
                            const std::string& queue, CompletionHandle* closure,
                            natsSubscription** made) {
  const char* group = queue.empty() ? nullptr : queue.c_str();
  if (closure == nullptr) {
    return group == nullptr
               ? natsConnection_SubscribeSync(made, connection, subject.c_str())
               : natsConnection_QueueSubscribeSync(made, connection, subject.c_str(), group);
  }
  return group == nullptr
             ? natsConnection_Subscribe(made, connection, subject.c_str(), deliver, closure)
             : natsConnection_QueueSubscribe(made, connection, subject.c_str(), group, deliver,
                                             closure);
}

}  // namespace

SubscriptionState::SubscriptionState(natsSubscription* handle, std::string subject)
    : handle_(handle), subject_(std::move(subject)) {}

SubscriptionState::~SubscriptionState() {
  natsSubscription_Destroy(handle_);
  if (!completion) return;
  // The handler may use what its owner is about to destroy, so wait until it is through; unless it
  // is the handler itself that ends its subscription.
  std::unique_lock lock(completion->mutex);
  if (completion->delivering.load(std::memory_order_relaxed) == std::this_thread::get_id()) return;
  completion->changed.wait(lock, [this] { return completion->done; });
}

void SubscriptionState::refuse(const Error& error) {
  {
    const std::scoped_lock lock(mutex_);
    refused_ = error;
  }
  natsSubscription_Unsubscribe(handle_);
}

std::optional<Error> SubscriptionState::refused() const {
  const std::scoped_lock lock(mutex_);
  return refused_;
}

Result<Subscription> ConnectionState::subscribe(const std::string& subject,
                                                const std::string& queue, Handler handler) {
  NATSOP_CHECK(check_subscribe_subject(subject));
  if (!queue.empty() && !check_publish_subject(queue)) {
    return Error(Code::Invalid, fmt::format("invalid queue group \"{}\"", queue));
  }
  CompletionHandle completion;
  std::unique_ptr<CompletionHandle> closure;
  if (!std::holds_alternative<std::monostate>(handler)) {
    completion = std::make_shared<SubscriptionState::Completion>();
    completion->handler = std::move(handler);
    closure = std::make_unique<CompletionHandle>(completion);
  }
  natsSubscription* made = nullptr;
  const natsStatus status = subscribe_handle(connection, subject, queue, closure.get(), &made);
  if (status != NATS_OK) {
    return library_error(status, fmt::format("subscribing to \"{}\"", subject));
  }
  natsSubscription_SetPendingLimits(made, -1, kMaxPendingBytes);
  auto state = std::make_shared<SubscriptionState>(made, subject);
  if (closure && natsSubscription_SetOnCompleteCB(made, complete, closure.get()) == NATS_OK) {
    // From here on complete() owns it: it runs exactly once, after the last delivery.
    [[maybe_unused]] CompletionHandle* given = closure.release();
    state->completion = completion;
  }
  const std::scoped_lock lock(mutex_);
  std::erase_if(subscriptions_, [](const auto& known) { return known.expired(); });
  subscriptions_.push_back(state);
  return Subscription(state);
}

Subscription::Subscription(std::shared_ptr<SubscriptionState> state) : state_(std::move(state)) {}
Subscription::Subscription(Subscription&&) noexcept = default;
Subscription& Subscription::operator=(Subscription&&) noexcept = default;
Subscription::~Subscription() = default;

Result<Message> Subscription::next(std::chrono::nanoseconds timeout) {
  natsMsg* raw = nullptr;
  const natsStatus status = natsSubscription_NextMsg(&raw, state_->handle(), library_ms(timeout));
  const LibraryMessage message(raw);
  if (status == NATS_OK) return to_message(message.get());
  if (status == NATS_NO_RESPONDERS) {
    // cnats swallows this message; its content is known.
    Message answer;
    answer.subject = state_->subject();
    answer.status = kNoRespondersStatus;
    return answer;
  }
  if (const auto refused = state_->refused()) return *refused;
  if (status == NATS_SLOW_CONSUMER) return next(timeout);  // on_error has told it
  return library_error(status, {});
}

Result<void> Subscription::unsubscribe() {
  const natsStatus status = natsSubscription_Unsubscribe(state_->handle());
  if (status != NATS_OK) return library_error(status, "unsubscribing");
  return {};
}

Result<void> Subscription::unsubscribe_after(std::size_t messages) {
  const natsStatus status =
      natsSubscription_AutoUnsubscribe(state_->handle(), static_cast<int>(messages));
  if (status != NATS_OK) return library_error(status, "limiting the subscription");
  return {};
}

Result<void> Subscription::drain(std::chrono::nanoseconds timeout) {
  natsStatus status = natsSubscription_DrainTimeout(state_->handle(), library_ms(timeout));
  if (status == NATS_OK && state_->completion) {
    status = natsSubscription_WaitForDrainCompletion(state_->handle(), library_ms(timeout));
  }
  if (status != NATS_OK) return library_error(status, "draining the subscription");
  return {};
}

Result<void> Subscription::limit_pending(int messages, int bytes) {
  const natsStatus status = natsSubscription_SetPendingLimits(state_->handle(), messages, bytes);
  if (status != NATS_OK) return library_error(status, "limiting what may wait");
  return {};
}

std::uint64_t Subscription::pending() const {
  int messages = 0;
  natsSubscription_GetPending(state_->handle(), &messages, nullptr);
  return static_cast<std::uint64_t>(std::max(0, messages));
}

std::uint64_t Subscription::delivered() const {
  std::int64_t messages = 0;
  natsSubscription_GetDelivered(state_->handle(), &messages);
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, messages));
}

std::uint64_t Subscription::dropped() const {
  std::int64_t messages = 0;
  natsSubscription_GetDropped(state_->handle(), &messages);
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, messages));
}

bool Subscription::valid() const { return natsSubscription_IsValid(state_->handle()); }

}  // namespace natsop::client
