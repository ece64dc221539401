#include <fmt/format.h>

#include <algorithm>

#include "commands/nats/messages/pull_window.h"
#include "commands/nats/messages/stream_feed.h"
#include "core/jetstream/ack_reply.h"

namespace natsop::commands::nats::messages {
namespace {

using client::Mailbox;
using jetstream::AckReply;
using jetstream::ConsumerInfo;
using jetstream::DeliverPolicy;
using std::chrono::nanoseconds;

constexpr std::chrono::seconds kRetry{1};
constexpr nanoseconds kLeast = std::chrono::milliseconds(10);
constexpr nanoseconds kLook = std::chrono::milliseconds(500);  ///< between looks at the connection
constexpr std::chrono::minutes kInactive{5};  ///< after which servers forget our consumer

/// Whether trying again may help: the server is away, or just coming back.
bool passes(const Error& error) {
  return error.code() == Code::Unreachable || error.code() == Code::Timeout;
}

/// What a stream's message is, from its reply subject.
std::optional<AckReply> known(const jetstream::Message& message) {
  if (auto parsed = AckReply::parse(message.reply)) return *parsed;
  return std::nullopt;
}

Item item_of(jetstream::Message message, const AckReply& reply) {
  return {.message = std::move(message),
          .stored = Stored{.stream = reply.stream,
                           .seq = reply.stream_seq,
                           .pending = reply.pending,
                           .time = reply.time.value_or(Time{})}};
}

/// Pulls from a consumer. What happens when the consumer is lost is up to the kinds below.
class PullFeed : public Feed {
 public:
  PullFeed(cli::Context& ctx, client::Connection& connection, jetstream::Api& api,
           std::unique_ptr<Mailbox> mailbox, std::uint64_t at_most)
      : ctx_(ctx),
        connection_(connection),
        api_(api),
        mailbox_(std::move(mailbox)),
        at_most_(at_most) {}

  /// Pulls from this consumer from now on, into an inbox of its own.
  Result<void> attach(const ConsumerInfo& info) {
    mailbox_->unsubscribe();
    info_ = info;
    window_.emplace(info.config);
    inbox_ = connection_.new_inbox();
    attached_ = true;
    reconnects_ = connection_.traffic().reconnects;
    if (info.num_pending == 0) caught_up_ = true;
    return mailbox_->subscribe(connection_, inbox_, {}, ++generation_);
  }

  Result<std::vector<Item>> next(nanoseconds timeout) override {
    // What is here already comes before what may be wrong with the consumer.
    NATSOP_TRY(auto items, receive(mailbox_->take({})));
    if (!items.empty()) return items;
    const auto now = ctx_.clock().steady();
    // The JetStream API is silent about consumers that are gone, and requests do not outlive a
    // connection.
    if (attached_ && (window_->silent(now) || connection_.traffic().reconnects != reconnects_)) {
      give_up();
    }
    if (!attached_) {
      if (now < retry_at_ || !connection_.connected()) return idle(timeout);
      if (auto back = recover(); !back) {
        if (!passes(back.error())) return std::move(back).error();
        retry_at_ = ctx_.clock().steady() + kRetry;
        return idle(timeout);
      }
    }
    NATSOP_CHECK(pull(now));
    const auto wait = std::clamp<nanoseconds>(window_->due() - now, kLeast, kLook);
    return receive(mailbox_->take(std::min(wait, timeout), ctx_.interrupt().fd()));
  }

  std::vector<Item> close() override {
    auto rest = receive(mailbox_->take({}));
    mailbox_->unsubscribe();
    detach();
    return rest ? *std::move(rest) : std::vector<Item>{};
  }

  [[nodiscard]] bool caught_up() const override { return caught_up_; }

 protected:
  /// Attaches again after the consumer was lost.
  virtual Result<void> recover() = 0;
  /// Whether the message is the next one; false: drop it, the consumer has been given up.
  virtual bool accept(const AckReply& reply) = 0;
  /// The feed ends.
  virtual void detach() {}

  /// The consumer is of no use any more.
  void give_up() { attached_ = false; }

  cli::Context& ctx_;
  client::Connection& connection_;
  jetstream::Api& api_;
  ConsumerInfo info_;
  bool caught_up_ = false;

 private:
  Result<std::vector<Item>> idle(nanoseconds timeout) {
    // Nothing of the old consumer is wanted: the box only wakes for Ctrl-C.
    const auto wait = std::min<nanoseconds>(timeout, std::chrono::milliseconds(100));
    static_cast<void>(mailbox_->take(wait, ctx_.interrupt().fd()));
    return std::vector<Item>{};
  }

  Result<void> pull(SteadyTime now) {
    const auto wanted = at_most_ == 0 ? 0 : at_most_ - given_;
    if ((at_most_ > 0 && wanted == 0) || !connection_.connected()) return {};
    const auto request = window_->ask(now, wanted);
    if (!request) return {};
    return connection_.publish(api_.subjects().consumer_next(info_.stream_name, info_.name),
                               request->to_doc().dump(), inbox_);
  }

  Result<std::vector<Item>> receive(std::vector<Mailbox::Mail> mails) {
    std::vector<Item> items;
    const auto now = ctx_.clock().steady();
    for (auto& mail : mails) {
      if (!attached_ || mail.from != generation_) continue;
      auto& message = mail.message;
      if (message.status != 0) {
        if (window_->status(message, now) == PullWindow::Meaning::Gone) give_up();
        continue;
      }
      const auto reply = known(message);
      if (!reply) continue;
      window_->message(now);
      if (!accept(*reply)) continue;
      ++given_;
      caught_up_ = reply->pending == 0;
      items.push_back(item_of(std::move(message), *reply));
    }
    return items;
  }

  std::unique_ptr<Mailbox> mailbox_;
  std::uint64_t at_most_;
  std::uint64_t given_ = 0;
  std::optional<PullWindow> window_;
  std::string inbox_;
  std::size_t generation_ = 0;
  bool attached_ = false;
  std::uint64_t reconnects_ = 0;
  SteadyTime retry_at_{};
};

class OrderedFeed final : public PullFeed {
 public:
  OrderedFeed(StreamReading reading, cli::Context& ctx, client::Connection& connection,
              jetstream::Api& api, std::unique_ptr<Mailbox> mailbox)
      : PullFeed(ctx, connection, api, std::move(mailbox), reading.at_most),
        reading_(std::move(reading)) {}

  Result<void> start() {
    jetstream::ConsumerConfig config;
    config.ack_policy = jetstream::AckPolicy::None;
    config.max_deliver = 1;
    config.filter_subject = reading_.filter;
    config.headers_only = reading_.headers_only;
    config.inactive_threshold = kInactive;
    config.mem_storage = true;
    config.num_replicas = 1;
    config.deliver_policy = reading_.from;
    if (reading_.from == DeliverPolicy::ByStartSequence) config.opt_start_seq = reading_.start_seq;
    if (reading_.from == DeliverPolicy::ByStartTime) {
      config.opt_start_time =
          ctx_.clock().now() - std::chrono::duration_cast<Time::duration>(reading_.since);
    }
    if (resume_after_) {
      config.deliver_policy = DeliverPolicy::ByStartSequence;
      config.opt_start_seq = *resume_after_ + 1;
      config.opt_start_time.reset();
    }
    NATSOP_TRY(const auto info, api_.create_consumer(reading_.stream, config));
    // What is published while the consumer is lost is not "new" to the next one, so the place where
    // the first one began is kept.
    if (!resume_after_ && reading_.from == DeliverPolicy::New) {
      resume_after_ = info.delivered.stream_seq;
    }
    expected_ = 1;
    return attach(info);
  }

 protected:
  Result<void> recover() override { return start(); }

  bool accept(const AckReply& reply) override {
    if (reply.consumer_seq != expected_) {
      forget();
      give_up();
      return false;
    }
    ++expected_;
    resume_after_ = reply.stream_seq;
    return true;
  }

  void detach() override { forget(); }

 private:
  /// Deletes the consumer; one that is gone already is fine.
  void forget() {
    if (connection_.connected())
      static_cast<void>(api_.delete_consumer(info_.stream_name, info_.name));
  }

  StreamReading reading_;
  std::optional<std::uint64_t> resume_after_;
  std::uint64_t expected_ = 1;
};

class DurablePullFeed final : public PullFeed {
 public:
  using PullFeed::PullFeed;
  [[nodiscard]] bool acknowledged() const override {
    return info_.config.ack_policy != jetstream::AckPolicy::None;
  }

 protected:
  Result<void> recover() override {
    NATSOP_TRY(const auto info, api_.consumer_info(info_.stream_name, info_.name));
    return attach(info);
  }
  bool accept(const AckReply&) override { return true; }
};

/// A push consumer's deliver subject.
class PushFeed final : public Feed {
 public:
  PushFeed(const ConsumerInfo& info, cli::Context& ctx, client::Connection& connection,
           std::unique_ptr<Mailbox> mailbox)
      : info_(info), ctx_(ctx), connection_(connection), mailbox_(std::move(mailbox)) {
    caught_up_ = info.num_pending == 0;
  }

  Result<std::vector<Item>> next(nanoseconds timeout) override {
    return receive(mailbox_->take(timeout, ctx_.interrupt().fd()));
  }

  std::vector<Item> close() override {
    if (connection_.connected()) static_cast<void>(mailbox_->drain(connection_.settings().timeout));
    auto rest = receive(mailbox_->take({}));
    return rest ? *std::move(rest) : std::vector<Item>{};
  }

  [[nodiscard]] bool caught_up() const override { return caught_up_; }
  [[nodiscard]] bool acknowledged() const override {
    return info_.config.ack_policy != jetstream::AckPolicy::None;
  }

 private:
  Result<std::vector<Item>> receive(std::vector<Mailbox::Mail> mails) {
    std::vector<Item> items;
    for (auto& mail : mails) {
      auto& message = mail.message;
      if (message.status != 0) {
        // Flow control waits for an answer; a heartbeat that speaks of a stall names its subject.
        const auto stalled = message.headers.get("Nats-Consumer-Stalled");
        const auto& answer = message.reply.empty() ? stalled : message.reply;
        if (!answer.empty()) NATSOP_CHECK(connection_.publish(answer, ""));
        continue;
      }
      const auto reply = known(message);
      if (!reply) continue;
      caught_up_ = reply->pending == 0;
      items.push_back(item_of(std::move(message), *reply));
    }
    return items;
  }

  ConsumerInfo info_;
  cli::Context& ctx_;
  client::Connection& connection_;
  std::unique_ptr<Mailbox> mailbox_;
  bool caught_up_ = false;
};

}  // namespace

Result<std::unique_ptr<Feed>> open_ordered_feed(const StreamReading& reading, cli::Context& ctx) {
  NATSOP_TRY(auto* const connection, ctx.connection());
  NATSOP_TRY(auto* const api, ctx.jetstream());
  NATSOP_TRY(auto mailbox, Mailbox::make());
  auto feed = std::make_unique<OrderedFeed>(reading, ctx, *connection, *api, std::move(mailbox));
  NATSOP_CHECK(feed->start());
  return feed;
}

Result<std::unique_ptr<Feed>> open_durable_feed(const ConsumerInfo& info, std::uint64_t at_most,
                                                cli::Context& ctx) {
  NATSOP_TRY(auto* const connection, ctx.connection());
  NATSOP_TRY(auto* const api, ctx.jetstream());
  NATSOP_TRY(auto mailbox, Mailbox::make());
  if (info.config.is_pull()) {
    auto feed =
        std::make_unique<DurablePullFeed>(ctx, *connection, *api, std::move(mailbox), at_most);
    NATSOP_CHECK(feed->attach(info));
    return feed;
  }
  if (info.push_bound && info.config.deliver_group.empty()) {
    return Error(Code::Conflict,
                 fmt::format("consumer \"{}\" delivers to another client already", info.name))
        .hint("a consumer with a deliver group serves several");
  }
  NATSOP_CHECK(mailbox->subscribe(*connection, info.config.deliver_subject,
                                  info.config.deliver_group, 0, 0));
  NATSOP_CHECK(connection->flush());
  return std::make_unique<PushFeed>(info, ctx, *connection, std::move(mailbox));
}

}  // namespace natsop::commands::nats::messages
