#pragma once
#include <string>

#include "cli/context.h"
#include "core/jetstream/stream_config.h"

namespace natsop::commands::nats::stream {

/// A configuration from a file: JSON or YAML, of a stream's configuration or of what
/// `stream info --json` prints. What servers note in metadata is left out. Errors: Invalid, with
/// the file's name.
[[nodiscard]] Result<jetstream::StreamConfig> read_config(const std::string& path);

/// The same from text; `name` stands for it in errors.
[[nodiscard]] Result<jetstream::StreamConfig> parse_config(const std::string& text,
                                                           const std::string& name, bool is_yaml);

/// Writes one as JSON, for the owner alone.
[[nodiscard]] Result<void> write_config(const std::string& path,
                                        const jetstream::StreamConfig& config);

/// Everything that a server would refuse, in one error: Invalid.
[[nodiscard]] Result<void> check_config(const jetstream::StreamConfig& config);

/// Says what of a configuration the server does not know and left out.
void tell_ignored(cli::Context& ctx, const jetstream::StreamConfig& asked,
                  const jetstream::StreamConfig& answer);

}  // namespace natsop::commands::nats::stream
