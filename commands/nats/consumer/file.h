#pragma once
#include <string>

#include "core/base/result.h"
#include "core/jetstream/consumer_config.h"

namespace natsop::commands::nats::consumer {

/// A consumer's configuration from a file: JSON or YAML, a bare configuration or a whole consumer
/// info. Errors: those of read_file; Invalid, with the file's name and the place in it.
[[nodiscard]] Result<jetstream::ConsumerConfig> read_config(const std::string& path);

/// The same from a text; `name` stands for it in errors.
[[nodiscard]] Result<jetstream::ConsumerConfig> parse_config(const std::string& text,
                                                             const std::string& name);

}  // namespace natsop::commands::nats::consumer
