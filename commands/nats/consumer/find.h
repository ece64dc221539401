#pragma once
#include <string>

#include "cli/context.h"
#include "commands/nats/picker/picker.h"
#include "core/jetstream/consumer_info.h"

namespace natsop::commands::nats::consumer {

/// The consumer of these names, or the one that the user picks. With both names nothing but the
/// consumer itself is asked for, so that a user who may see no more of the stream can use it too.
/// Errors: as pick_stream and pick_consumer.
[[nodiscard]] Result<jetstream::ConsumerInfo> find_consumer(cli::Context& ctx,
                                                            const std::string& stream,
                                                            const std::string& consumer,
                                                            const Picking& how = {});

}  // namespace natsop::commands::nats::consumer
