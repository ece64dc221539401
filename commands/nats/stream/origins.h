#pragma once
#include <string>

#include "cli/context.h"
#include "commands/nats/stream/config_flags.h"
#include "core/jetstream/stream_config.h"

namespace natsop::commands::nats::stream {

/// Puts --mirror and --source into a configuration. Where they are names alone and `ask` is set,
/// the user says where the origin is and what to take of it. Errors: Usage for JSON that is no
/// origin, and for a mirror that shall listen to subjects; those of asking.
[[nodiscard]] Result<void> apply_origins(const ConfigFlags& o, bool ask, cli::Context& ctx,
                                         jetstream::StreamConfig& config);

}  // namespace natsop::commands::nats::stream
