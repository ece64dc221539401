#pragma once
#include <string>

#include "cli/context.h"

namespace natsop::commands::nats::context {

/// What `context add` and `context copy` take besides the global flags.
struct SaveOptions {
  std::string source;  ///< copy: the context to start from
  std::string name;
  std::string description;
  bool select = false;
  bool embed = false;
};

void save_flags(cli::Command& c, SaveOptions& o);

/// Puts the global flags that were given over a context, stores it under o.name, and shows it.
[[nodiscard]] Result<void> save(natsop::context::Context context, const SaveOptions& o,
                                cli::Context& ctx);

}  // namespace natsop::commands::nats::context
