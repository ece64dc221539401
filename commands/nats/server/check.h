#pragma once
#include <chrono>
#include <string>

#include "cli/command.h"
#include "cli/context.h"
#include "commands/nats/check/finding.h"

namespace natsop::commands::nats::server {

/// Flags of `server check`, accepted by all checks below it.
struct CheckOptions {
  std::string format = "nagios";
  std::string name_space = "nats_server_check";
  std::string outfile{};
};

/// Prints what a check found in the format that was asked for, or writes it to --outfile, and ends
/// the run with the status that Nagios knows; Prometheus wants 0. Errors: those of writing, and
/// what stands for that status.
[[nodiscard]] Result<void> conclude(cli::Context& ctx, const CheckOptions& options,
                                    const Finding& finding);

/// "500ms" as 0.5: thresholds are told in seconds.
[[nodiscard]] double in_seconds(std::chrono::nanoseconds time);

void check_connection(cli::Command& parent);
void check_credential(cli::Command& parent);
void check_request(cli::Command& parent);
void check_server(cli::Command& parent);

}  // namespace natsop::commands::nats::server
