#pragma once
#include <string>

#include "commands/nats/bench/crew.h"

namespace natsop::commands::nats::bench {

/// Requests one after the other, from each client of the plan; the latency is that of the answer.
[[nodiscard]] Result<void> ask_all(Plan plan, const std::string& subject, cli::Context& ctx);

/// Answers every request with the plan's body, as members of one queue group, until Ctrl-C or, when
/// the plan has an end, so many. As services of the micro protocol when `discoverable`.
[[nodiscard]] Result<void> answer_all(Plan plan, const std::string& subject, bool discoverable,
                                      cli::Context& ctx);

}  // namespace natsop::commands::nats::bench
