#pragma once
#include <cstdint>
#include <string>

#include "cli/context.h"
#include "core/jetstream/headers.h"
#include "core/jetstream/transport.h"
#include "core/json/doc.h"

namespace natsop::commands::nats::messages {

/// A message as -o/--output shows it: "subject", "reply", "headers" (name to values), and the body
/// as "data", or as "data_base64" where it is no text. What is empty is left out, but for the body.
[[nodiscard]] json::Doc document_of(const jetstream::Message& message, const std::string& body);

/// Prints messages as they come in the format that machines asked for: JSON and YAML documents one
/// after the other, lines of JSON, CSV under one header line, subjects as names.
class DocumentPrinter {
 public:
  explicit DocumentPrinter(cli::Context& ctx) : ctx_(ctx) {}

  /// Errors: those of rendering.
  [[nodiscard]] Result<void> print(const json::Doc& doc);

 private:
  cli::Context& ctx_;
  bool first_ = true;
};

}  // namespace natsop::commands::nats::messages
