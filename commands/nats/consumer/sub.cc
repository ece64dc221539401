#include <fmt/format.h>

#include "cli/context.h"
#include "commands/nats/consumer/consumer.h"
#include "commands/nats/consumer/delivery.h"
#include "commands/nats/consumer/find.h"
#include "commands/nats/consumer/pull.h"
#include "core/jetstream/ack_reply.h"

namespace natsop::commands::nats::consumer {
namespace {

using jetstream::Message;

constexpr int kControl = 100;
constexpr std::chrono::hours kLong{1};

struct Options {
  std::string stream;
  std::string consumer;
  bool ack = true;
  bool raw = false;
  std::string deliver_group;
  std::shared_ptr<const GroupOptions> group;
};

void flags(cli::Command& c, Options& o) {
  c.arg("stream", o.stream, "The stream that the consumer reads");
  c.arg("consumer", o.consumer, "The consumer to receive from");
  c.flag("--ack", o.ack, "Acknowledge each message").negatable();
  c.flag("--raw,-r", o.raw, "Print bodies alone");
  c.flag("--deliver-group", o.deliver_group, "Join this queue group instead of the consumer's own");
  o.group = c.shared<GroupOptions>();
}

Result<void> take(const Options& o, bool ack, cli::Context& ctx, const Message& message) {
  NATSOP_CHECK(show_delivery(ctx, message, o.raw));
  if (ack && !message.reply.empty()) {
    NATSOP_TRY(const bool done, acknowledge(ctx, message, jetstream::kAck));
    if (done && !o.raw && !ctx.for_machines()) ctx.line("\nAcknowledged message\n");
  }
  ctx.flush();
  return {};
}

/// A message of the consumer about itself: flow control is answered, heartbeats that complain of a
/// stall too.
Result<void> answer_control(client::Connection& connection, const Message& message) {
  const auto stalled = message.headers.get("Nats-Consumer-Stalled");
  const auto& subject = message.reply.empty() ? stalled : message.reply;
  if (subject.empty()) return {};
  return connection.publish(subject, "");
}

Result<void> receive_pushed(const Options& o, bool ack, cli::Context& ctx,
                            const jetstream::ConsumerInfo& info) {
  NATSOP_TRY(auto* const connection, ctx.connection());
  const auto& group = o.deliver_group.empty() ? info.config.deliver_group : o.deliver_group;
  NATSOP_TRY(auto messages, connection->subscribe(info.config.deliver_subject, group));
  NATSOP_CHECK(connection->flush());
  if (!o.raw) {
    ctx.log(fmt::format("Subscribing on {}{}{}", info.config.deliver_subject,
                        group.empty() ? std::string() : fmt::format(" in queue group {}", group),
                        ack ? " with acknowledgement of messages" : ""));
  }
  for (;;) {
    const auto message = messages.next(kLong);
    if (!message && message.error().code() == Code::Timeout) continue;
    if (!message) return message.error();
    if (message->status == kControl) {
      NATSOP_CHECK(answer_control(*connection, *message));
    } else {
      NATSOP_CHECK(take(o, ack, ctx, *message));
    }
  }
}

Result<void> receive_pulled(const Options& o, bool ack, cli::Context& ctx,
                            const jetstream::ConsumerInfo& info) {
  for (;;) {
    const auto message = pull_one(ctx, info.stream_name, info.name);
    if (!message && message.error().code() == Code::Timeout) continue;
    if (!message) return message.error();
    NATSOP_CHECK(take(o, ack, ctx, *message));
  }
}

Result<void> run(const Options& o, cli::Context& ctx) {
  NATSOP_TRY(const auto info, find_consumer(ctx, o.stream, o.consumer, {.all = o.group->all}));
  const bool ack = o.ack && info.config.ack_policy != jetstream::AckPolicy::None;
  return info.config.is_pull() ? receive_pulled(o, ack, ctx, info)
                               : receive_pushed(o, ack, ctx, info);
}

}  // namespace

void sub(cli::Command& parent) {
  parent.leaf<Options>({.name = "sub",
                        .summary = "Receive a consumer's messages until Ctrl-C",
                        .examples = {"nats consumer sub ORDERS NEW --raw"},
                        .scope = cli::Scope::User,
                        .impact = cli::Impact::ReadOnly,
                        .hidden = true,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::consumer
