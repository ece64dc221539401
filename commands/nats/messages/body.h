#pragma once
#include <string>

#include "cli/context.h"
#include "core/jetstream/headers.h"

namespace natsop::commands::nats::messages {

/// A body for people: the text ("nil body" for none), and the blank lines that set it off.
void show_body(cli::Context& ctx, const std::string& body);

/// A body for programs: the text with a newline at its end.
void show_raw(cli::Context& ctx, const std::string& body);

/// Headers as log lines "Name: value", and an empty log line behind them; nothing when there are
/// none.
void log_headers(cli::Context& ctx, const jetstream::Headers& headers);

}  // namespace natsop::commands::nats::messages
