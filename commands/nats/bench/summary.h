#pragma once
#include <deque>
#include <string>

#include "commands/nats/bench/crew.h"
#include "core/render/view.h"

namespace natsop::commands::nats::bench {

/// What a run took, for people: one line for one client; else a line each, their sum, the spread of
/// their rates, and the latencies of all.
[[nodiscard]] std::string summary_text(const Plan& plan, const std::deque<Client>& clients);

/// The same for machines: a row a client, then one for all ("client": 0). Latencies in nanoseconds.
[[nodiscard]] render::View summary_view(const Plan& plan, const std::deque<Client>& clients);

/// The content of the file of --csv, in the columns of natscli.
[[nodiscard]] std::string summary_csv(const Plan& plan, const std::deque<Client>& clients,
                                      const std::string& run_id);

}  // namespace natsop::commands::nats::bench
