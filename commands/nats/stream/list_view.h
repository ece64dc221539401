#pragma once
#include <string>
#include <vector>

#include "cli/context.h"
#include "core/jetstream/api.h"
#include "core/render/view.h"

namespace natsop::commands::nats::stream {

/// The table of `stream ls` and `stream find`, smallest stream first.
[[nodiscard]] render::View list_view(std::string title, std::vector<jetstream::StreamInfo> streams);

/// Tells of streams that are missing in a list: tables for people, a note where machines read.
[[nodiscard]] Result<void> tell_unreachable(cli::Context& ctx,
                                            const jetstream::Unreachables& unreachable);

}  // namespace natsop::commands::nats::stream
