#pragma once
#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "cli/command.h"
#include "cli/context.h"
#include "core/jetstream/responses.h"
#include "core/render/sheet.h"

namespace natsop::commands::nats {

/// Declares --watch DURATION, which every report has. Zero: the report is printed once.
void watch_flag(cli::Command& c, std::chrono::nanoseconds& every);

/// What a report shows each time it is made.
using Gather = std::function<Result<render::Sheet>()>;

/// Prints a report, and a blank line after it for people; with `every` it is made again and again
/// and redrawn in place, until Ctrl-C. While it is watched, failures show below the last report and
/// do not end it.
[[nodiscard]] Result<void> show_report(cli::Context& ctx, std::chrono::nanoseconds every,
                                       const std::string& title, const Gather& gather);

/// Adds tables of what exists and did not answer, or cannot be served; nothing when all is well.
/// `kind` is "Streams" or "Consumers".
void add_unreachable(render::Sheet& sheet, std::string_view kind,
                     const jetstream::Unreachables& unreachable);

}  // namespace natsop::commands::nats
