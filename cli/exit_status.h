#pragma once
#include <optional>

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

/// What a command returns that has said everything itself: nothing more is printed, and the process
/// ends with `status`, from 1 to 255, for commands whose statuses say something of their own
/// (`server check`).
[[nodiscard]] Error ended_with(int status);

/// The status of such an error; nothing for all others.
[[nodiscard]] std::optional<int> status_of(const Error& error);

}  // namespace natsop::cli
