#pragma once
#include "core/base/result.h"
#include "core/engine/options/options.h"

namespace natsop::engine {

/// Fills in what is left to others: a port of 0 is 4222, monitoring and WebSocket listen where
/// clients do, the operator's system account, timeouts that depend on TLS; and adds to its
/// warnings which parts are off. Run once, after flags.
void complete(Options& options);

/// Checks options against each other, when file and flags have been read and complete() has run.
/// The Error (Invalid) names the first contradiction.
[[nodiscard]] Result<void> validate(const Options& options);

}  // namespace natsop::engine
