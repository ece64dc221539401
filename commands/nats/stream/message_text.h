#pragma once
#include <string>

#include "core/base/result.h"
#include "core/jetstream/stored_message.h"

namespace natsop::commands::nats::stream {

/// A message's headers, a line each, two blanks before it; empty when it has none. Errors: Invalid.
[[nodiscard]] Result<std::string> header_lines(const jetstream::StoredMessage& message);

/// A message's body as people read it, a newline at its end: piped through `translate` unless that
/// is empty; "nil body" stands for none. Errors: those of running the command.
[[nodiscard]] Result<std::string> body_lines(const jetstream::StoredMessage& message,
                                             const std::string& stream,
                                             const std::string& translate);

}  // namespace natsop::commands::nats::stream
