#pragma once
#include "core/base/result.h"
#include "core/jetstream/stream_config.h"
#include "core/render/prompt.h"

namespace natsop::commands::nats::stream {

/// Asks where a mirror's origin is, from where on and what of it is copied. Errors: the prompter's.
[[nodiscard]] Result<void> ask_mirror(render::Prompter& prompter, jetstream::StreamSource& origin);

/// The same for one source; its name is in every question, as there may be several.
[[nodiscard]] Result<void> ask_source(render::Prompter& prompter, jetstream::StreamSource& origin);

}  // namespace natsop::commands::nats::stream
