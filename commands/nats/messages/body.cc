#include "commands/nats/messages/body.h"

#include <fmt/format.h>

namespace natsop::commands::nats::messages {

void show_body(cli::Context& ctx, const std::string& body) {
  ctx.print(body.empty() ? "nil body" : body);
  ctx.print(body.ends_with('\n') ? "\n\n" : "\n\n\n");
}

void show_raw(cli::Context& ctx, const std::string& body) {
  ctx.print(body);
  if (!body.ends_with('\n')) ctx.print("\n");
}

void log_headers(cli::Context& ctx, const jetstream::Headers& headers) {
  if (headers.empty()) return;
  for (const auto& [name, values] : headers.fields()) {
    for (const auto& value : values) ctx.log(fmt::format("{}: {}", name, value));
  }
  ctx.log("");
}

}  // namespace natsop::commands::nats::messages
