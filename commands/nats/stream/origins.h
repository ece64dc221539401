#pragma once
#include <string>
#include <vector>

#include "cli/context.h"
#include "commands/nats/stream/config_flags.h"
#include "core/jetstream/stream_config.h"
#include "core/jetstream/stream_info.h"

namespace natsop::commands::nats::stream {

/// Puts --mirror and --source into a configuration. Where they are names alone and `ask` is set,
/// the user says where the origin is and what to take of it. Errors: Usage for JSON that is no
/// origin, and for a mirror that shall listen to subjects; those of asking.
[[nodiscard]] Result<void> apply_origins(const ConfigFlags& o, bool ask, cli::Context& ctx,
                                         jetstream::StreamConfig& config);

/// The sources in the order of the configuration: servers tell of them in another one each time.
[[nodiscard]] std::vector<jetstream::SourceInfo> ordered_sources(const jetstream::StreamInfo& info);

}  // namespace natsop::commands::nats::stream
