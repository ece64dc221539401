#pragma once
#include <string>

#include "cli/context.h"
#include "core/jetstream/consumer_info.h"
#include "core/jetstream/stream_info.h"

namespace natsop::commands::nats {

/// How a name that is missing or unknown is dealt with.
struct Picking {
  bool all = false;  ///< offer internal streams (buckets, MQTT) too
  bool never_ask =
      false;  ///< --no-select and --force: an unknown name is an error, never a question
};

/// The stream of that name. Without a name, or when there is no such stream, the user picks one of
/// those there are, on a terminal.
///
/// Errors: Usage for a name that no stream can have, and for no name where nobody can be asked;
/// NotFound, with the name that was probably meant; the API's.
[[nodiscard]] Result<jetstream::StreamInfo> pick_stream(cli::Context& ctx, const std::string& name,
                                                        const Picking& how = {});

/// The same for a consumer of an existing stream. Errors also: NotFound when there is no such
/// stream.
[[nodiscard]] Result<jetstream::ConsumerInfo> pick_consumer(cli::Context& ctx,
                                                            const std::string& stream,
                                                            const std::string& name,
                                                            const Picking& how = {});

/// Whether the user agrees; with `force` nobody is asked. Where nobody can be asked, that is a
/// Usage error that names --force.
[[nodiscard]] Result<bool> agreed(cli::Context& ctx, bool force, const std::string& question);

/// Warns of changing what lies behind a key-value bucket, and asks for leave. Streams of other
/// kinds need none. Errors: Cancelled when it is refused; as `agreed`.
[[nodiscard]] Result<void> allow_bucket_change(cli::Context& ctx, bool force,
                                               const std::string& stream);

}  // namespace natsop::commands::nats
