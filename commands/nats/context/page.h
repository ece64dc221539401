#pragma once
#include <optional>
#include <string>

#include "cli/context.h"

namespace natsop::commands::nats::context {

/// A context's details as `context info` shows them. `connection` adds a row; empty: none.
[[nodiscard]] render::Page page(const natsop::context::Context& context,
                                const std::string& connection, cli::Context& ctx);

/// What is wrong with the files and references that a context names, one line a field; empty when
/// all are there.
[[nodiscard]] std::vector<std::string> credential_problems(const natsop::context::Context& context,
                                                           cli::Context& ctx);

/// Connects with a context alone, without the flags of this run.
[[nodiscard]] Result<std::string> try_connection(const natsop::context::Context& context,
                                                 cli::Context& ctx);

}  // namespace natsop::commands::nats::context
