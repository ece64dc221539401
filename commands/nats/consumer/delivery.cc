#include "commands/nats/consumer/delivery.h"

#include <fmt/format.h>

#include "core/jetstream/ack_reply.h"
#include "core/text/time.h"

namespace natsop::commands::nats::consumer {
namespace {

using jetstream::AckReply;
using jetstream::Message;

json::Doc document(const Message& message, const Result<AckReply>& place) {
  auto doc = json::Doc::object({{"subject", message.subject}, {"reply", message.reply}});
  if (place) {
    doc.put("stream", place->stream);
    doc.put("consumer", place->consumer);
    doc.put("stream_seq", place->stream_seq);
    doc.put("consumer_seq", place->consumer_seq);
    doc.put("delivered", place->delivered);
    doc.put("pending", place->pending);
    doc.put("time", jetstream::format_timestamp(place->time));
  }
  auto headers = json::Doc::object();
  for (const auto& [name, values] : message.headers.fields()) headers.put(name, json::Doc(values));
  doc.put("headers", headers);
  doc.put("data", message.data);
  return doc;
}

std::string first_line(cli::Context& ctx, const Message& message, const Result<AckReply>& place) {
  if (!place) {
    return message.reply.empty()
               ? fmt::format("--- subject: {}", message.subject)
               : fmt::format("--- subject: {} reply: {}", message.subject, message.reply);
  }
  const auto now = text::to_seconds(ctx.clock().now());
  return fmt::format("[{}] subj: {} / tries: {} / cons seq: {} / str seq: {} / pending: {}",
                     text::format_time(now, ctx.style().zone, "%H:%M:%S"), message.subject,
                     place->delivered, place->consumer_seq, place->stream_seq, place->pending);
}

}  // namespace

Result<void> show_delivery(cli::Context& ctx, const Message& message, bool raw) {
  if (raw) {
    ctx.line(message.data);
    return {};
  }
  const auto place = AckReply::parse(message.reply);
  if (ctx.for_machines()) return ctx.show(document(message, place));
  ctx.line(first_line(ctx, message, place));
  if (!message.headers.empty()) {
    ctx.line("\nHeaders:\n");
    for (const auto& [name, values] : message.headers.fields()) {
      for (const auto& value : values) ctx.line(fmt::format("  {}: {}", name, value));
    }
    ctx.line("\nData:\n");
  }
  ctx.line("");
  ctx.line(message.data);
  return {};
}

Result<bool> acknowledge(cli::Context& ctx, const Message& message, std::string_view word) {
  NATSOP_TRY(auto* const transport, ctx.transport());
  NATSOP_TRY(const auto* const settings, ctx.settings());
  const auto done = transport->request(message.reply, std::string(word), {}, settings->timeout);
  if (done && done->status == 0) return true;
  const auto place = AckReply::parse(message.reply);
  if (place) {
    // Nobody listens for the acknowledgements of a consumer that wants none.
    NATSOP_TRY(auto* const api, ctx.jetstream());
    const auto info = api->consumer_info(place->stream, place->consumer);
    if (info && info->config.ack_policy == jetstream::AckPolicy::None) return false;
  }
  if (done) return Error(Code::Failed, "the acknowledgement was refused: " + done->description);
  const auto code = done.error().code();
  return Error(code == Code::Unreachable ? Code::Failed : code,
               fmt::format("the message was received and is not acknowledged: {}",
                           done.error().message()))
      .hint(fmt::format("this account must be able to send to \"{}\": across accounts, import "
                        "\"$JS.ACK.{}.{}.>\"",
                        message.reply, place ? place->stream : "STREAM",
                        place ? place->consumer : "CONSUMER"));
}

}  // namespace natsop::commands::nats::consumer
