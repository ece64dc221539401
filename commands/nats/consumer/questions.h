#pragma once
#include <string>

#include "cli/context.h"
#include "commands/nats/consumer/definition.h"

namespace natsop::commands::nats::consumer {

/// Asks for what neither the flags nor `name` say about a new consumer, and puts the answers there.
/// With `defaults` every question takes its default answer unasked.
///
/// Errors: Usage where nobody can be asked, listing every flag that is missing; Cancelled.
[[nodiscard]] Result<void> ask_for_definition(cli::Context& ctx, bool defaults, Definition& d,
                                              std::string& name);

/// The error of a run without a terminal and without a stream: it names all that is missing.
[[nodiscard]] Error missing_answers(cli::Context& ctx, bool defaults, Definition d,
                                    std::string name);

}  // namespace natsop::commands::nats::consumer
