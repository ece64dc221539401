#include "commands/nats/messages/viewer.h"

#include <fmt/format.h>

#include "commands/nats/messages/body.h"
#include "commands/nats/messages/translate.h"
#include "core/base/files.h"
#include "core/text/base64.h"
#include "core/text/duration.h"
#include "core/text/time.h"

namespace natsop::commands::nats::messages {
namespace {

using jetstream::Message;

constexpr std::uint64_t kDotEvery = 100;  // files between two dots of progress

/// "Jan _2 15:04:05.000000"
std::string stamp(Time time) {
  const auto seconds = text::to_seconds(time);
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(time - seconds);
  return fmt::format("{}.{:06}", text::format_time(seconds, text::Zone::local(), "%b %e %H:%M:%S"),
                     micros.count());
}

}  // namespace

json::Doc dumped(const Message& message) {
  json::Doc headers;
  if (!message.headers.empty()) {
    headers = json::Doc::object();
    for (const auto& [name, values] : message.headers.fields()) headers.put(name, values);
    headers = headers.sorted();
  }
  return json::Doc::object({{"Subject", message.subject},
                            {"Reply", message.reply},
                            {"Header", headers},
                            {"Data", text::base64_encode(message.data)},
                            {"Sub", nullptr}});
}

Result<void> Viewer::show(const Item& item, std::uint64_t number, const Message* reply) {
  if (!look_.dump.empty()) return dump(item, number, reply);
  if (ctx_.for_machines()) return print(item, reply);
  if (look_.raw) {
    for (const auto* message : {&item.message, reply}) {
      if (message == nullptr) continue;
      NATSOP_TRY(const auto body,
                 translated(message->data, {.command = look_.translate, .subject = {}}));
      show_raw(ctx_, body);
    }
    return {};
  }
  NATSOP_CHECK(block(heading(item, number), item.message));
  if (reply == nullptr) return {};
  return block(
      fmt::format("[#{}]{} Matched reply on \"{}\"", number, time_mark(item), reply->subject),
      *reply);
}

Result<json::Doc> Viewer::document(const Message& message) const {
  if (look_.subjects_only) return json::Doc::object({{"subject", message.subject}});
  const bool body = !look_.headers_only;
  std::string data;
  if (body) {
    NATSOP_TRY(data,
               translated(message.data, {.command = look_.translate, .subject = message.subject}));
  }
  auto doc = document_of(message, data);
  if (!body) doc.erase("/data");
  return doc;
}

Result<void> Viewer::print(const Item& item, const Message* reply) {
  NATSOP_TRY(auto doc, document(item.message));
  if (item.stored) {
    doc.put("stream", item.stored->stream).put("seq", item.stored->seq);
    doc.put("pending", item.stored->pending).put("time", text::rfc3339_nano(item.stored->time));
  } else if (look_.timestamp) {
    doc.put("time", text::rfc3339_nano(ctx_.clock().now()));
  }
  if (reply != nullptr) {
    NATSOP_TRY(const auto matched, document(*reply));
    doc.put("matched_reply", matched);
  }
  return printer_.print(doc);
}

std::string Viewer::time_mark(const Item& item) const {
  if (look_.timestamp) return " @ " + stamp(ctx_.clock().now());
  if (!look_.delta_time) return {};
  const auto passed = item.stored ? std::chrono::nanoseconds(ctx_.clock().now() - item.stored->time)
                                  : std::chrono::nanoseconds(ctx_.clock().steady() - begin_);
  return " @ " + text::print_go_duration(passed);
}

std::string Viewer::heading(const Item& item, std::uint64_t number) const {
  const auto& message = item.message;
  const auto mark = time_mark(item);
  if (!item.stored) {
    auto line = fmt::format("[#{}]{} Received on \"{}\"", number, mark, message.subject);
    if (!message.reply.empty()) line += fmt::format(" with reply \"{}\"", message.reply);
    return line;
  }
  const auto time = text::date_time(item.stored->time, text::Zone::local());
  if (look_.direct) {
    return fmt::format(
        "[#{}]{} Received JetStream message (direct): stream: {} seq {} / subject: {} / time: {}",
        number, mark, item.stored->stream, item.stored->seq, message.subject, time);
  }
  return fmt::format(
      "[#{}]{} Received JetStream message: stream: {} seq: {} / pending: {} / subject: {} / time: "
      "{}",
      number, mark, item.stored->stream, item.stored->seq, item.stored->pending, message.subject,
      time);
}

Result<void> Viewer::block(const std::string& heading, const Message& message) {
  ctx_.line(heading);
  if (look_.subjects_only) return {};
  for (const auto& [name, values] : message.headers.fields()) {
    for (const auto& value : values) ctx_.line(fmt::format("{}: {}", name, value));
  }
  if (!message.headers.empty()) ctx_.line("");
  if (look_.headers_only) return {};
  NATSOP_TRY(const auto body,
             translated(message.data, {.command = look_.translate, .subject = message.subject}));
  show_body(ctx_, body);
  return {};
}

Result<void> Viewer::dump(const Item& item, std::uint64_t number, const Message* reply) {
  const auto name = item.stored ? item.stored->seq : number;
  NATSOP_CHECK(dump_one(item.message, fmt::format("{}.json", name)));
  if (reply != nullptr) NATSOP_CHECK(dump_one(*reply, fmt::format("{}_reply.json", name)));
  if (look_.dump != "-" && number % kDotEvery == 0) ctx_.print(".");
  return {};
}

Result<void> Viewer::dump_one(const Message& message, const std::string& name) {
  const auto text = dumped(message).dump_go();
  if (look_.dump != "-") {
    constexpr mode_t kPrivate = 0600;
    return write_file_atomic(std::filesystem::path(look_.dump) / name, text, kPrivate);
  }
  ctx_.print(text);
  ctx_.print(std::string_view("\0", 1));
  return {};
}

}  // namespace natsop::commands::nats::messages
