#include "commands/nats/messages/document.h"

#include "core/text/base64.h"
#include "core/text/width.h"

namespace natsop::commands::nats::messages {

json::Doc document_of(const jetstream::Message& message, const std::string& body) {
  auto doc = json::Doc::object({{"subject", message.subject}});
  if (!message.reply.empty()) doc.put("reply", message.reply);
  if (!message.headers.empty()) {
    auto headers = json::Doc::object();
    for (const auto& [name, values] : message.headers.fields()) headers.put(name, values);
    doc.put("headers", headers);
  }
  if (text::is_utf8(body)) return doc.put("data", body);
  return doc.put("data_base64", text::base64_encode(body));
}

Result<void> DocumentPrinter::print(const json::Doc& doc) {
  const bool first = std::exchange(first_, false);
  switch (ctx_.format()) {
    case render::Format::Yaml:
      ctx_.line("---");
      return ctx_.show(doc);
    case render::Format::Csv:
    case render::Format::Name:
      break;
    default:
      return ctx_.show(doc);
  }
  render::View view("Messages", {{.header = "Subject", .pointer = "/subject"},
                                 {.header = "Reply", .pointer = "/reply"},
                                 {.header = "Stream", .pointer = "/stream"},
                                 {.header = "Sequence", .pointer = "/seq"},
                                 {.header = "Time", .pointer = "/time"},
                                 {.header = "Headers", .pointer = "/headers"},
                                 {.header = "Data", .pointer = "/data"},
                                 {.header = "Data Base64", .pointer = "/data_base64"}});
  view.name_at("/subject").add(doc);
  NATSOP_TRY(const auto text, view.render(ctx_.format(), ctx_.style()));
  // The header line is for the first alone.
  const bool skip = !first && ctx_.format() == render::Format::Csv;
  ctx_.print(skip ? text.substr(text.find('\n') + 1) : text);
  return {};
}

}  // namespace natsop::commands::nats::messages
