#pragma once
#include "core/base/error.h"

namespace natsop::cli {

/// Exit statuses of the nats and natsop faces; nsc ends every failure with 1, as the original does
/// (docs/differences.md).
enum class ExitStatus : int {
  Done = 0,
  Failed = 1,
  Usage = 2,
  NotFound = 3,
  Denied = 4,
  Unreachable = 5,
  Interrupted = 130,
};

/// The status that a kind of failure ends the process with.
[[nodiscard]] ExitStatus exit_status(Code code);

}  // namespace natsop::cli
