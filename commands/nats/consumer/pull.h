#pragma once
#include <string>

#include "cli/context.h"
#include "core/jetstream/transport.h"

namespace natsop::commands::nats::consumer {

/// One message from a pull consumer, waited for as long as --timeout says. Only the right to pull
/// is needed; what is wrong is found out afterwards.
///
/// Errors: Timeout when none came; NotFound for a name that there is not, with the one that was
/// probably meant; Unsupported for a push consumer; Unreachable, Denied, Conflict.
[[nodiscard]] Result<jetstream::Message> pull_one(cli::Context& ctx, const std::string& stream,
                                                  const std::string& consumer);

}  // namespace natsop::commands::nats::consumer
