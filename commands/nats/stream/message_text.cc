#include "commands/nats/stream/message_text.h"

#include <fmt/format.h>

#include "commands/nats/messages/translate.h"

namespace natsop::commands::nats::stream {

Result<std::string> header_lines(const jetstream::StoredMessage& message) {
  NATSOP_TRY(const auto headers, message.headers());
  std::string out;
  for (const auto& [name, values] : headers.fields()) {
    for (const auto& value : values) out += fmt::format("  {}: {}\n", name, value);
  }
  return out;
}

Result<std::string> body_lines(const jetstream::StoredMessage& message, const std::string& stream,
                               const std::string& translate) {
  if (message.data.empty() && translate.empty()) return std::string("nil body\n");
  NATSOP_TRY(auto body, messages::translated(
                            message.data,
                            {.command = translate, .subject = message.subject, .stream = stream}));
  if (!body.ends_with('\n')) body += '\n';
  return body;
}

}  // namespace natsop::commands::nats::stream
