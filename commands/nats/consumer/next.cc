#include <fmt/format.h>

#include "cli/context.h"
#include "commands/nats/consumer/consumer.h"
#include "commands/nats/consumer/delivery.h"
#include "commands/nats/consumer/find.h"
#include "commands/nats/consumer/pull.h"
#include "core/jetstream/ack_reply.h"
#include "core/text/duration.h"

namespace natsop::commands::nats::consumer {
namespace {

struct Options {
  std::string stream;
  std::string consumer;
  bool ack = true;
  bool nak = false;
  bool term = false;
  bool raw = false;
  std::chrono::nanoseconds wait{};
  int count = 1;
};

void flags(cli::Command& c, Options& o) {
  c.arg("stream", o.stream, "The stream that the consumer reads").required();
  c.arg("consumer", o.consumer, "The consumer to read from").required();
  c.flag("--ack", o.ack, "Acknowledge each message").negatable();
  c.flag("--nak", o.nak, "Refuse each message: it is delivered again");
  c.flag("--term", o.term, "Refuse each message for good").fallback("false");
  c.flag("--raw,-r", o.raw, "Print bodies alone");
  c.flag("--wait", o.wait, "Wait up to so long, at random, before acknowledging");
  c.flag("--count", o.count, "How many messages to fetch");
}

/// Waits a random part of --wait. Returns it.
Result<std::chrono::nanoseconds> delay(const Options& o, cli::Context& ctx) {
  if (o.wait.count() <= 0) return std::chrono::nanoseconds();
  const auto bound = static_cast<std::uint64_t>(o.wait.count());
  const auto span = std::chrono::nanoseconds(static_cast<std::int64_t>(ctx.random().number(bound)));
  ctx.flush();
  ctx.interrupt().arm();
  if (!ctx.interrupt().wait(span)) return Error(Code::Cancelled, "interrupt");
  return span;
}

Result<void> answer(const Options& o, cli::Context& ctx, const jetstream::Message& message) {
  const bool asked = o.term || o.nak || o.ack;
  if (!asked || message.reply.empty()) return {};
  NATSOP_TRY(const auto waited, delay(o, ctx));
  const auto word = o.term ? jetstream::kTerm : o.nak ? jetstream::kNak : jetstream::kAck;
  NATSOP_TRY(const bool wanted, acknowledge(ctx, message, word));
  if (!wanted || o.raw || ctx.for_machines()) return {};
  const auto after =
      waited.count() > 0 ? fmt::format(" after {} delay", text::print_duration(waited)) : "";
  ctx.line(o.term ? std::string("\nTerminated message")
                  : fmt::format("\n{}cknowledged message{}", o.nak ? "Negative A" : "A", after));
  return {};
}

Result<void> run(const Options& o, cli::Context& ctx) {
  if (o.count < 1) return Error(Code::Usage, "--count must be 1 or more");
  NATSOP_CHECK(check_pullable(ctx, o.stream, o.consumer));
  for (int i = 0; i < o.count; ++i) {
    NATSOP_TRY(const auto message, pull_one(ctx, o.stream, o.consumer));
    if (i > 0 && !o.raw && !ctx.for_machines()) ctx.line("");
    NATSOP_CHECK(show_delivery(ctx, message, o.raw));
    NATSOP_CHECK(answer(o, ctx, message));
  }
  return {};
}

}  // namespace

void next(cli::Command& parent) {
  parent.leaf<Options>({.name = "next",
                        .summary = "Fetch messages from a pull consumer",
                        .examples = {"nats consumer next ORDERS NEW",
                                     "nats consumer next ORDERS NEW --count 10 --raw",
                                     "nats consumer next ORDERS NEW --js-api-prefix sales.API"},
                        .scope = cli::Scope::User,
                        .impact = cli::Impact::ReadOnly,
                        .data = true},
                       flags, run);
}

}  // namespace natsop::commands::nats::consumer
