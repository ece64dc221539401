#pragma once
#include "cli/context.h"
#include "core/jetstream/stream_config.h"

namespace natsop::commands::nats::stream {

/// Makes a stream and shows it: what `stream add` and `stream copy` end with.
[[nodiscard]] Result<void> create_and_show(const jetstream::StreamConfig& config, bool as_json,
                                           cli::Context& ctx);

/// "Stream X was created" and the stream's page; where machines read, the sentence goes to standard
/// error.
[[nodiscard]] Result<void> show_changed(const jetstream::StreamInfo& info, std::string_view change,
                                        bool as_json, cli::Context& ctx);

}  // namespace natsop::commands::nats::stream
