#pragma once
#include <string>

#include "cli/context.h"
#include "core/jetstream/transport.h"

namespace natsop::commands::nats::consumer {

/// Whether messages can be pulled from a consumer, as far as this user may find out: old servers do
/// not answer pulls from a consumer that there is not. Errors: NotFound, with the name that was
/// probably meant; Unsupported for a push consumer; Usage for names that nothing can have.
[[nodiscard]] Result<void> check_pullable(cli::Context& ctx, const std::string& stream,
                                          const std::string& consumer);

/// One message from a pull consumer, waited for as long as --timeout says. Only the right to pull
/// is needed.
///
/// Errors: Timeout when none came; Unreachable, Denied, Conflict.
[[nodiscard]] Result<jetstream::Message> pull_one(cli::Context& ctx, const std::string& stream,
                                                  const std::string& consumer);

}  // namespace natsop::commands::nats::consumer
