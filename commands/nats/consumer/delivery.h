#pragma once
#include <string>

#include "cli/context.h"
#include "core/jetstream/transport.h"

namespace natsop::commands::nats::consumer {

/// Prints a delivered message: where it stands in the stream, headers and body; with `raw` the body
/// alone; a document where a machine reads.
[[nodiscard]] Result<void> show_delivery(cli::Context& ctx, const jetstream::Message& message,
                                         bool raw);

/// Tells the consumer what became of a message, with one of jetstream::kAck and its like, and waits
/// until it knows. False: the consumer wants no acknowledgements. Errors: Failed when nobody took
/// it, Timeout, Denied.
[[nodiscard]] Result<bool> acknowledge(cli::Context& ctx, const jetstream::Message& message,
                                       std::string_view word);

}  // namespace natsop::commands::nats::consumer
