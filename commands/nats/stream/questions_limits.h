#pragma once
#include <string>
#include <vector>

#include "cli/context.h"
#include "commands/nats/stream/config_flags.h"
#include "core/jetstream/stream_config.h"

namespace natsop::commands::nats::stream {

/// What a new stream is before anything is said about it.
[[nodiscard]] jetstream::StreamConfig new_stream_config();

/// How what was not given is found.
struct Filling {
  bool defaults = false;            ///< --defaults: take the usual answers
  bool max_bytes_required = false;  ///< the account insists on a size limit
};

/// Completes a new stream's configuration, which holds what the flags gave: asks for the rest, or
/// takes the usual answers. Errors: where nobody can be asked, Usage with every flag that is
/// missing; the prompter's.
[[nodiscard]] Result<void> fill_in(const ConfigFlags& o, const Filling& how, cli::Context& ctx,
                                   jetstream::StreamConfig& config);

}  // namespace natsop::commands::nats::stream
